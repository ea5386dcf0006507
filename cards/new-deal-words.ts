import type { NewDealKind } from '../services/deals/new-deal/new-deal.ts';
import type { NewDealPage } from '../services/deals/new-deal/new-deal-pages.ts';
import { packAction } from './card-action.ts';
import type { BoxStyle } from './deal-words.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Json } from './render.ts';
import type { Words } from './strings.ts';

/** What has just happened to the form of a new deal. */
export type NewDealBanner =
  /** A draft that was begun before. */
  | { kind: 'goingOn' }
  /** Somebody has begun the same meanwhile. */
  | { kind: 'sameOpen' }
  /** It was sent, and in the end nothing came of it. */
  | { kind: 'notCreated' }
  /** Partner Center did not answer; surely nothing was made. */
  | { kind: 'unavailable' }
  /** Partner Center refused; `code` is its machine-readable reason. */
  | { kind: 'rejected'; code: string | null }
  /** The person may not create deals (PERM-02). */
  | { kind: 'notAllowed' };

const STYLES: Record<NewDealBanner['kind'], BoxStyle> = {
  goingOn: 'emphasis',
  sameOpen: 'warning',
  notCreated: 'warning',
  unavailable: 'warning',
  rejected: 'attention',
  notAllowed: 'attention',
};

/** As `form-card.template.json` draws it; no text, no box. */
export function newDealBanner(banner: NewDealBanner | null, t: Words): { text: string; style: BoxStyle } {
  if (!banner) return { text: '', style: 'default' };
  const code = banner.kind === 'rejected' ? banner.code : null;
  const text = t(`new.banner.${banner.kind}`, {
    known: code === null ? 'no' : 'yes',
    code: escapeMarkdown(code, 60),
  });
  return { text, style: STYLES[banner.kind] };
}

/** A kind in a line: who sees it, whether it can be registered, what it requires (TYPE-01 to TYPE-03). */
export function kindWords(kind: NewDealKind, t: Words): string {
  return `**${t(`type.${kind}`)}** · ${t(`new.kind.${kind}`)}`;
}

export function newDealTitle(page: NewDealPage, t: Words): string {
  return t('new.title', { page: t(`new.page.${page}`) });
}

/** A button of the form; it sends what was typed, so that nothing is lost whatever is pressed. */
export function stepButton(
  { draftId, step }: { draftId: string; step: string },
  title: string,
  style?: 'positive' | 'destructive',
): Json {
  return packAction({ verb: 'deal.new', draftId, step }, { title, ...(style && { style }) });
}

/** Begins a new deal, or goes on with the one that was begun. @param isOpen greyed where it is not (SEED-20) */
export function newDealButton(
  t: Words,
  { isOpen = true, title }: { isOpen?: boolean; title?: string } = {},
): Json {
  return packAction(
    { verb: 'deal.new' },
    {
      title: title ?? t('button.newDeal'),
      associatedInputs: 'none',
      ...(!isOpen && { isEnabled: false, tooltip: t('new.noSolution.short') }),
    },
  );
}
