import type { Messenger } from '../messenger.ts';

/** The Playground cannot draw wide cards, and says so under every post that asks for it: here none does. It knows no files. */
export function forPlayground(messenger: Messenger): Messenger {
  return {
    ...messenger,
    postFile: null,
    post: (place, { card, ...message }, thread) => {
      const { width: _width, ...others } = card.msteams ?? {};
      return messenger.post(place, { ...message, card: { ...card, msteams: others } }, thread);
    },
  };
}
