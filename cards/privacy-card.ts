import { type ButtonLook, packAction } from './card-action.ts';
import { inputText, plainText } from './markdown.ts';
import template from './notice-card.template.json' with { type: 'json' };
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** Longest file that is shown as text, in characters; the rest is left to the file itself. */
const MOST_TEXT = 20_000;

/** What is said about a person's own data. The words are `privacy.<kind>.*`. */
export type PrivacyNews =
  /** What `forget me` means, before anything is done. */
  | { kind: 'ask' }
  | { kind: 'kept' }
  /** Something that they decided is being carried out. */
  | { kind: 'busy' }
  /** `isSignedOut` false: Microsoft's token service did not answer. `ended`: what waited for their sign-in. */
  | { kind: 'forgotten'; isSignedOut: boolean; ended: number }
  | { kind: 'ownChatOnly' }
  /** Where Teams takes no files, or the upload failed: `text` is what stands in the file. */
  | { kind: 'asText'; text: string }
  | { kind: 'notUploaded'; text: string }
  | { kind: 'declined' };

export function privacyCard(news: PrivacyNews, reader: Reader): AdaptiveCard {
  const t = strings(reader.locale);
  const title = t(`privacy.${news.kind}.title`);
  const signedOut = 'isSignedOut' in news && !news.isSignedOut ? 'no' : 'yes';
  const ended = 'ended' in news && news.ended > 0 ? 'yes' : 'no';
  const isCut = 'text' in news && news.text.length > MOST_TEXT ? 'yes' : 'no';
  return draw(reader.locale, plainText(title), {
    title,
    text: t(`privacy.${news.kind}.text`, { signedOut, ended, isCut }),
    copies: 'text' in news ? [{ label: t('privacy.copy'), value: inputText(news.text, MOST_TEXT) }] : [],
    buttons: news.kind === 'ask' ? [forgetButton('forget', t), forgetButton('keep', t)] : [],
  });
}

const LOOKS: Record<'forget' | 'keep', Partial<ButtonLook>> = { forget: { style: 'destructive' }, keep: {} };

function forgetButton(step: 'forget' | 'keep', t: Words): Json {
  const look = { title: t(`button.${step}Me`), associatedInputs: 'none', ...LOOKS[step] } as const;
  return packAction({ verb: 'person.forget', step }, look);
}
