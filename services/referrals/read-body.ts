/** The body is larger than we are willing to hold. */
export class BodyTooLarge extends Error {}

/** The body as text; see `readBytes`. */
export async function readBody(response: Response, maxBytes: number): Promise<string> {
  return new TextDecoder().decode(await readBytes(response, maxBytes));
}

/** The body; counts unpacked bytes, so a small compressed answer cannot fill the memory. Throws `BodyTooLarge`. */
export async function readBytes(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
