import type { BenchWorld } from './bench-world.ts';

export function messagesUrl({ environment }: BenchWorld): string {
  return `http://127.0.0.1:${environment['PORT']}/api/messages`;
}

export function headersOf({ authorization }: Pick<BenchWorld, 'authorization'>): Record<string, string> {
  return { 'content-type': 'application/json', authorization };
}

/** One click on a deal. @returns the card that answers it, as JSON; throws where there is none */
export async function click(world: BenchWorld): Promise<string> {
  const answer = await post(world, world.authorization);
  const { value } = (await answer.json()) as { value?: { type?: string } };
  if (value?.type !== 'AdaptiveCard') throw new Error(`A click was answered with ${answer.status}, no card`);
  return JSON.stringify(value);
}

/** Speed that costs the check would be none: a token signed by somebody else is refused, before and after a good one. */
export async function checkForged(world: BenchWorld): Promise<void> {
  const { forged, authorization } = world;
  for (const [token, status] of [
    [forged, 401],
    [authorization, 200],
    [forged, 401],
    ['', 401],
  ] as const) {
    const answer = await post(world, token);
    await answer.arrayBuffer();
    if (answer.status !== status)
      throw new Error(`A token was answered with ${answer.status}, not ${status}`);
  }
}

function post(world: BenchWorld, authorization: string): Promise<Response> {
  return fetch(messagesUrl(world), {
    method: 'POST',
    headers: { ...headersOf(world), authorization },
    body: world.show.bodies[0] ?? '',
  });
}
