/** What `work` gives, or `late` after so many milliseconds: then the work goes on, and its answer is dropped. */
export async function within<Answer, Late>(
  milliseconds: number,
  work: Promise<Answer>,
  late: Late,
): Promise<Answer | Late> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Late>((resolve) => {
    timer = setTimeout(() => resolve(late), milliseconds);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
