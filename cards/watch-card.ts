import { type ButtonLook, packAction } from './card-action.ts';
import template from './notice-card.template.json' with { type: 'json' };
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** What is said about watching with somebody's account. The words are `watch.<kind>.*`. */
export type WatchNews =
  | { kind: 'begun' | 'already' | 'notWatching' | 'local' | 'ownChatOnly' | 'again' }
  /** Nobody watches yet, and the reader could. */
  | { kind: 'ask' }
  /** Nobody watches any more, and the reader could. */
  | { kind: 'nobody' }
  /** The reader stopped it, must sign in for it, or lost the role. `others`: somebody else goes on watching. */
  | { kind: 'ended' | 'signIn' | 'refused'; others: boolean };

const BUTTONS: { [K in WatchNews['kind']]?: (t: Words) => Json } = {
  begun: stopButton,
  already: stopButton,
  ask: (t) => watchButton(t, { style: 'positive' }),
  nobody: (t) => watchButton(t, { style: 'positive' }),
  ended: watchButton,
  signIn: (t) => watchButton(t, { title: t('button.watchAgain'), style: 'positive' }),
};

export function watchCard(news: WatchNews, reader: Reader): AdaptiveCard {
  const t = strings(reader.locale);
  const title = t(`watch.${news.kind}.title`);
  const others = 'others' in news && news.others ? 'yes' : 'no';
  const button = BUTTONS[news.kind];
  return draw(reader.locale, title, {
    title,
    text: t(`watch.${news.kind}.text`, { others }),
    copies: [],
    buttons: button ? [button(t)] : [],
  });
}

/** Lets the bot read with the reader's sign-in, also when they are not clicking. */
export function watchButton(t: Words, look: Partial<ButtonLook> = {}): Json {
  return packAction(
    { verb: 'person.watch' },
    { title: t('button.watch'), associatedInputs: 'none', ...look },
  );
}

function stopButton(t: Words): Json {
  return packAction({ verb: 'person.unwatch' }, { title: t('button.unwatch'), associatedInputs: 'none' });
}
