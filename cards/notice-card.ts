import { packAction } from './card-action.ts';
import { inboundButton, signInButton } from './deal-buttons.ts';
import { verbStem } from './deal-words.ts';
import { moment } from './format.ts';
import { escapeMarkdown, inputText, plainText } from './markdown.ts';
import { newDealButton, stepButton } from './new-deal-words.ts';
import { namesArgs } from './people-words.ts';
import template from './notice-card.template.json' with { type: 'json' };
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type StringArgs, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** Why a decision that was asked for did not happen in the end. */
export type NotDoneReason =
  | 'expired'
  | 'alreadyDecided'
  | 'changed'
  | 'refused'
  | 'signIn'
  | 'notAllowed'
  | 'unavailable';

/** A deal that we begin, or Microsoft's invitation to one. */
export type MakingWhat = 'create' | 'invite';

/** Everything that is said without a deal. One line a kind; the words are `notice.<kind>.*`. */
export type Notice =
  /** This deal is not for this person. Carries nothing of the deal. */
  | { kind: 'noAccess'; args?: undefined }
  /** The person has no Referrals role at all (SEED-24, PERM-04, PERM-05). */
  | { kind: 'noRole'; args?: undefined }
  | { kind: 'notFound'; args: { query: string } }
  /** Partner Center does not answer, and we remember nothing that this person may see. */
  | { kind: 'unavailable'; args?: undefined }
  /** A decision is on its way, and the deal may not be named yet. */
  | { kind: 'working'; args?: undefined }
  /** A fault of ours; `reference` finds it in the log. */
  | { kind: 'surprise'; args: { reference: string } }
  /** `suggestions` are commands in the reader's language. */
  | { kind: 'unknownCommand'; args: { suggestions: readonly string[] } }
  /** A command that needs a deal came without one. */
  | { kind: 'dealNeeded'; args: { command: string } }
  | { kind: 'queryTooShort'; args?: undefined }
  | { kind: 'signInNeeded'; args?: undefined }
  | { kind: 'signedIn'; args?: undefined }
  /** `watched`: the watcher read with their sign-in until now. */
  | { kind: 'signedOut'; args: { watched: boolean } }
  | { kind: 'signOutFailed'; args?: undefined }
  /** Local mode. */
  | { kind: 'noSignIn'; args?: undefined }
  /** In a shared place: the sign-in card stands in the person's own chat. */
  | { kind: 'signInInChat'; args?: undefined }
  /** The sign-in card stands in this chat already. */
  | { kind: 'signInWaiting'; args?: undefined }
  /** There is no chat of the person's own for a sign-in card. */
  | { kind: 'signInNoChat'; args?: undefined }
  /** Signed in the strongest way, and refused by Partner Center all the same. */
  | { kind: 'signInInVain'; args?: undefined }
  | { kind: 'signInFailed'; args?: undefined }
  | { kind: 'signInUnavailable'; args?: undefined }
  | { kind: 'otherAccount'; args?: undefined }
  /** At most once a day, where something could not be shown. */
  | { kind: 'signInAgain'; args?: undefined }
  /** Somebody of another tenant (SEED-24, SEED-25). */
  | { kind: 'outsider'; args?: undefined }
  /** Told afterwards to the person who decided. */
  | {
      kind: 'decisionNotDone';
      args: { dealId: string; version: number; dealName: string | null; verb: string; why: NotDoneReason };
    }
  /** A deal of our own, or Microsoft's part of one, waits for the sign-in of the person who asked for it. */
  | { kind: 'makingWaits'; args: { what: MakingWhat; dealName: string | null } }
  /** It was made after the answer had been given. */
  | {
      kind: 'makingDone';
      args: {
        what: MakingWhat;
        dealId: string;
        version: number;
        dealName: string | null;
        isInvited: boolean;
      };
    }
  /** It was not, and nothing is lost. */
  | { kind: 'notMade'; args: { dealName: string | null; why: NotDoneReason } }
  | {
      kind: 'notInvited';
      args: { dealId: string; version: number; dealName: string | null; why: NotDoneReason };
    }
  | { kind: 'followed'; args?: undefined }
  /** In a group chat or a channel. */
  | { kind: 'followedTogether'; args?: undefined }
  | { kind: 'unfollowed'; args?: undefined }
  | { kind: 'followHint'; args?: undefined }
  /** A form went on in the person's own chat. */
  | { kind: 'movedToChat'; args?: undefined }
  /** A form that belongs into the person's own chat, which there is none of. */
  | { kind: 'noChat'; args?: undefined }
  /** One person asked more than the bot answers in a minute. */
  | { kind: 'tooFast'; args?: undefined }
  /** Where events go is no matter of a shared place. */
  | { kind: 'eventsInChat'; args?: undefined }
  /** Taken off the reader's own list; the deal itself cannot be shown. */
  | { kind: 'unfavorited'; args?: undefined }
  /** To the manager of those who were asked, without a role: whom to talk to, nothing of the deal. */
  | { kind: 'teamDeadline'; args: { people: readonly string[]; at: Date } }
  | { kind: 'teamDeadlineOver'; args?: undefined }
  /** The bot's own database cannot be reached or written. */
  | { kind: 'storeAway'; args?: undefined }
  /** What becomes of a card that was posted twice. */
  | { kind: 'superseded'; args?: undefined }
  /** The person did not want the file that was offered. */
  | { kind: 'fileDeclined'; args?: undefined }
  /** `text` is what stands in the file. */
  | { kind: 'fileFailed'; args: { dealId: string; version: number; text: string } }
  /** Figures are of what one person may see. */
  | { kind: 'insightsInChat'; args?: undefined }
  /** A file with deals stands in a message of its own. */
  | { kind: 'insightFileOffered'; args: { rows: number } }
  | { kind: 'insightFileDeclined'; args?: undefined }
  | { kind: 'insightFileFailed'; args?: undefined }
  /** The draft of a new deal waits. */
  | { kind: 'newDealKept'; args: { draftId: string } }
  /** It was sent, and Partner Center has not confirmed it. */
  | { kind: 'newDealPending'; args: { draftId: string } }
  | { kind: 'newDealDiscarded'; args?: undefined }
  /** A button of a draft that there is no more. */
  | { kind: 'newDealEnded'; args?: undefined }
  /** What the file is made of is not there any more. */
  | { kind: 'fileNotReady'; args: { dealId: string; version: number } };

type Kind = Notice['kind'];
type Args<K extends Kind> = NonNullable<Extract<Notice, { kind: K }>['args']>;
interface Filling<A> {
  words?: (args: A, t: Words, reader: Reader) => StringArgs;
  /** A text to be copied. */
  copy?: (args: A, t: Words) => { label: string; value: string };
  buttons?: (args: A, t: Words) => Json[];
}
type Fill<K extends Kind> = Filling<Args<K>>;

/** Kinds with gaps in their words, or with a button. */
const FILLS: { [K in Kind]?: Fill<K> } = {
  notFound: {
    words: ({ query }) => ({ query: escapeMarkdown(query, 80) }),
    buttons: (_args, t) => [inboundButton(t)],
  },
  surprise: { words: ({ reference }) => ({ reference: escapeMarkdown(reference, 60) }) },
  unknownCommand: {
    words: ({ suggestions }) => ({
      count: suggestions.length,
      suggestions: suggestions
        .slice(0, 3)
        .map((suggestion) => `**${escapeMarkdown(suggestion, 40)}**`)
        .join(', '),
    }),
    buttons: (_args, t) => [inboundButton(t)],
  },
  dealNeeded: {
    words: ({ command }) => ({ command: escapeMarkdown(command, 40) }),
    buttons: (_args, t) => [inboundButton(t)],
  },
  decisionNotDone: {
    words: ({ dealName, verb, why }, t) => ({
      verb: verbStem(verb),
      deal: escapeMarkdown(dealName, 100) || t('noName'),
      why: t(`why.${why}`),
    }),
    buttons: ({ dealId, version }, t) => [
      packAction({ verb: 'deal.show', dealId, version }, { title: t('button.showDeal') }),
    ],
  },
  makingWaits: {
    words: ({ what, dealName }, t) => ({ what, deal: escapeMarkdown(dealName, 100) || t('noName') }),
    buttons: (_args, t) => [signInButton(t)],
  },
  makingDone: {
    words: ({ what, dealName, isInvited }, t) => ({
      what,
      deal: escapeMarkdown(dealName, 100) || t('noName'),
      invited: isInvited ? 'yes' : 'no',
    }),
    buttons: ({ dealId, version }, t) => [showDealButton(dealId, version, t)],
  },
  notMade: {
    words: ({ dealName, why }, t) => ({
      deal: escapeMarkdown(dealName, 100) || t('noName'),
      why: t(`why.${why}`),
    }),
  },
  notInvited: {
    words: ({ dealName, why }, t) => ({
      deal: escapeMarkdown(dealName, 100) || t('noName'),
      why: t(`why.${why}`),
    }),
    buttons: ({ dealId, version }, t) => [showDealButton(dealId, version, t)],
  },
  teamDeadline: { words: ({ people, at }, _t, reader) => ({ ...namesArgs(people), at: moment(at, reader) }) },
  noRole: { buttons: (_args, t) => [inboundButton(t, { title: t('button.checkAgain') })] },
  signInNeeded: { buttons: (_args, t) => [signInButton(t)] },
  signedOut: { words: ({ watched }) => ({ watched: watched ? 'yes' : 'no' }) },
  signInAgain: { buttons: (_args, t) => [signInButton(t)] },
  signInInVain: { buttons: (_args, t) => [signInButton(t)] },
  signInFailed: { buttons: (_args, t) => [signInButton(t)] },
  signInUnavailable: { buttons: (_args, t) => [signInButton(t)] },
  otherAccount: { buttons: (_args, t) => [signInButton(t)] },
  signedIn: { buttons: (_args, t) => [inboundButton(t)] },
  fileFailed: {
    copy: ({ text }, t) => ({ label: t('refused.csv'), value: inputText(text, 3000) }),
    buttons: ({ dealId, version }, t) => [
      packAction(
        { verb: 'deal.register', dealId, version },
        { title: t('button.register'), associatedInputs: 'none' },
      ),
    ],
  },
  insightFileOffered: { words: ({ rows }) => ({ rows }) },
  fileNotReady: {
    buttons: ({ dealId, version }, t) => [
      packAction({ verb: 'deal.show', dealId, version }, { title: t('button.showDeal') }),
    ],
  },
  newDealKept: {
    buttons: ({ draftId }, t) => [
      stepButton({ draftId, step: 'draft.goOn' }, t('button.goOn'), 'positive'),
      stepButton({ draftId, step: 'draft.discard' }, t('button.discard'), 'destructive'),
    ],
  },
  newDealPending: {
    buttons: ({ draftId }, t) => [
      stepButton({ draftId, step: 'draft.look' }, t('button.lookAgain'), 'positive'),
    ],
  },
  newDealDiscarded: { buttons: (_args, t) => [newDealButton(t)] },
  newDealEnded: { buttons: (_args, t) => [newDealButton(t)] },
  followed: { buttons: (_args, t) => [inboundButton(t)] },
  followedTogether: { buttons: (_args, t) => [inboundButton(t)] },
};

function showDealButton(dealId: string, version: number, t: Words): Json {
  return packAction({ verb: 'deal.show', dealId, version }, { title: t('button.showDeal') });
}

export function noticeCard(notice: Notice, reader: Reader): AdaptiveCard {
  const t = strings(reader.locale);
  const fill = FILLS[notice.kind] as Filling<unknown> | undefined;
  const copy = fill?.copy?.(notice.args, t);
  const title = t(`notice.${notice.kind}.title`);
  return draw(reader.locale, plainText(title), {
    title,
    text: t(`notice.${notice.kind}.text`, fill?.words?.(notice.args, t, reader)),
    copies: copy ? [copy] : [],
    buttons: fill?.buttons?.(notice.args, t) ?? [],
  });
}
