import { waitFor } from '../support/wait.ts';

/** Bytes in use on the heap of a program with `--inspect=127.0.0.1:<port>`, after it was tidied up. */
export async function heapAfterTidying(port: number): Promise<number> {
  const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  if (!target) throw new Error('nothing to look into');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const answers = new Map<number, { usedSize?: number }>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: { usedSize?: number } };
    if (id) answers.set(id, result ?? {});
  });
  const ask = async (id: number, method: string) => {
    socket.send(JSON.stringify({ id, method }));
    return waitFor(() => answers.get(id), { seconds: 30, what: method });
  };
  try {
    await waitFor(() => socket.readyState === WebSocket.OPEN, { what: 'the inspector' });
    for (const id of [1, 2, 3]) await ask(id, 'HeapProfiler.collectGarbage');
    return (await ask(4, 'Runtime.getHeapUsage')).usedSize ?? Number.NaN;
  } finally {
    socket.close();
  }
}
