import type { App } from '../../bot/app.ts';
import { createDeliverDue } from '../../bot/deliver-due.ts';

/** Carries out all that is due, and what that makes due, until nothing is any more. */
export async function deliverAll(
  app: App,
  { owner = 'me', signal = new AbortController().signal, triesToKeep }: DeliverOptions = {},
): Promise<void> {
  const begun: Promise<unknown>[] = [];
  const background = (_name: string, work: Promise<unknown>) => void begun.push(work);
  const pass = createDeliverDue({ ...app, background }, owner, triesToKeep);
  do {
    await Promise.all(begun.splice(0));
    await pass(signal);
  } while (begun.length > 0);
}

interface DeliverOptions {
  owner?: string;
  signal?: AbortSignal;
  /** As of `createDeliverDue`. */
  triesToKeep?: number;
}
