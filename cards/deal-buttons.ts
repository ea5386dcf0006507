import { packAction } from './card-action.ts';
import type { DealView } from './deal-view.ts';
import { cut, plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import type { Json } from './render.ts';
import { strings, type Words } from './strings.ts';

/** The buttons under a deal: what may be decided first, then looking. */
export function dealButtons(view: DealView, reader: Reader): Json[] {
  return [
    ...decideButtons(view, reader),
    showButton(view, reader, 'button.details'),
    ...linkButtons(view, reader),
  ];
}

export function decideButtons(view: DealView, reader: Reader): Json[] {
  const t = strings(reader.locale);
  const { deal, version } = view;
  const looks = {
    'deal.accept': {
      title: t('button.accept'),
      tooltip: t('tooltip.accept', { deal: spokenName(view, reader) }),
      style: 'positive',
    },
    'deal.decline': {
      title: t('button.decline'),
      tooltip: t('tooltip.decline', { deal: spokenName(view, reader) }),
    },
    'deal.won': {
      title: t('button.won'),
      tooltip: t('tooltip.won', { deal: spokenName(view, reader) }),
      style: 'positive',
    },
    'deal.lost': {
      title: t('button.lost'),
      tooltip: t('tooltip.lost', { deal: spokenName(view, reader) }),
    },
    'deal.share': {
      title: t('button.share'),
      tooltip: t('tooltip.share', { deal: spokenName(view, reader) }),
    },
    'deal.register': {
      title: t('button.register'),
      tooltip: t('tooltip.register', { deal: spokenName(view, reader) }),
      style: 'positive',
    },
  } as const;
  return view.verbs.map((verb) => packAction({ verb, dealId: deal.id, version }, looks[verb]));
}

/** Opens the form with the fields of an accepted deal. */
export function editButton(view: DealView, reader: Reader): Json {
  const t = strings(reader.locale);
  return packAction(
    { verb: 'deal.edit', dealId: view.deal.id, version: view.version },
    {
      title: t('button.edit'),
      tooltip: t('tooltip.edit', { deal: spokenName(view, reader) }),
      associatedInputs: 'none',
    },
  );
}

/** The heart (FAV-01): a person's own list, not Partner Center's star. */
export function favoriteButton(view: DealView, reader: Reader, isFavorite: boolean): Json {
  const t = strings(reader.locale);
  const verb = isFavorite ? 'unfavorite' : 'favorite';
  return packAction(
    { verb: `deal.${verb}`, dealId: view.deal.id, version: view.version },
    {
      title: t(`button.${verb}`),
      tooltip: t(`tooltip.${verb}`, { deal: spokenName(view, reader) }),
      associatedInputs: 'none',
    },
  );
}

function showButton(view: DealView, reader: Reader, title: 'button.details' | 'button.showDeal'): Json {
  const t = strings(reader.locale);
  return packAction(
    { verb: 'deal.show', dealId: view.deal.id, version: view.version },
    {
      title: t(title),
      tooltip: t('tooltip.showDeal', { deal: spokenName(view, reader) }),
      associatedInputs: 'none',
    },
  );
}

/** Closing as error is left to Partner Center: no value of the API is documented for it (LIFE-03, LIFE-10). */
export function errorButtons(view: DealView, reader: Reader): Json[] {
  const isOpen = view.deal.status === 'New' || view.deal.status === 'Active';
  if (!view.errorLink || !isOpen || !/^https?:\/\//.test(view.dealUrl)) return [];
  const t = strings(reader.locale);
  return [
    {
      type: 'Action.OpenUrl',
      title: t('button.closeAsError'),
      tooltip: t('tooltip.closeAsError', { deal: spokenName(view, reader) }),
      url: view.dealUrl,
    },
  ];
}

/** None where there is no address to open. */
export function linkButtons(view: DealView, reader: Reader): Json[] {
  if (!/^https?:\/\//.test(view.dealUrl)) return [];
  const t = strings(reader.locale);
  return [
    {
      type: 'Action.OpenUrl',
      title: t('button.open'),
      tooltip: t('tooltip.open', { deal: spokenName(view, reader) }),
      url: view.dealUrl,
    },
  ];
}

/** The list of what waits for an answer. */
export function inboundButton(t: Words, look: { title?: string; style?: 'positive' } = {}): Json {
  return packAction(
    { verb: 'deals.page', list: 'inbound', page: 1 },
    { title: t('button.showInbound'), ...look },
  );
}

/** Leads to the sign-in for Partner Center. */
export function signInButton(t: Words): Json {
  return packAction({ verb: 'person.signIn' }, { title: t('button.signIn'), style: 'positive' });
}

/** A name for people who hear the card: tooltips are no Markdown. */
export function spokenName({ deal }: DealView, { locale }: Reader): string {
  return cut(plainText(deal.customer.name ?? deal.name, 80) || strings(locale)('noName'), 80);
}
