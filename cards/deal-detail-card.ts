import { bannerBox } from './banner.ts';
import {
  decideButtons,
  editButton,
  errorButtons,
  inboundButton,
  favoriteButton,
  linkButtons,
} from './deal-buttons.ts';
import { headerWords } from './deal-card.ts';
import template from './deal-detail-card.template.json' with { type: 'json' };
import { microsoftSection } from './detail-microsoft.ts';
import { contactsSection, customerSection, type Section } from './detail-customer.ts';
import { dealSection, solutionsSection } from './detail-deal.ts';
import { partnersSection } from './detail-partners.ts';
import {
  historySection,
  invitationSection,
  notesSection,
  teamSection,
  type HistoryLine,
} from './detail-people.ts';
import type { DealView } from './deal-view.ts';
import { customerName, deadlineWords, dealNameAndCountry } from './deal-words.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { dealFallbackText } from './deal-summary.ts';
import { strings } from './strings.ts';

export type { HistoryLine, HistoryWhat } from './detail-people.ts';

const draw = cardTemplate(template);

export interface DealDetails {
  /** Oldest first. */
  history: readonly HistoryLine[];
  /** Is the deal on the reader's own list? Null where others read the card too. Default null */
  favorite?: boolean | null;
  /** Does the card stand where a list of deals was? Default false. */
  inList?: boolean;
  /** May its fields be edited now (LIFE-12)? Default false. */
  canEdit?: boolean;
}

/** Everything we know about a deal; an answer to 'Details', never stored in a place. */
export function dealDetailCard(
  view: DealView,
  reader: Reader,
  { history, favorite = null, inList = false, canEdit = false }: DealDetails,
): AdaptiveCard {
  const { deal } = view;
  const deadline = deadlineWords(view, reader);
  const sections = [
    dealSection(view, reader, favorite === true),
    customerSection(deal, reader),
    contactsSection(deal, reader),
    invitationSection(deal, reader),
    notesSection(deal, reader),
    solutionsSection(deal, reader),
    teamSection(deal, reader),
    microsoftSection(view, reader),
    partnersSection(view, reader),
    historySection(history, reader),
  ];
  const errors = errorButtons(view, reader);
  const isErrorOffered = errors.length > 0;
  return draw(reader.locale, dealFallbackText(view, reader.locale), {
    banner: bannerBox(view.banner, reader),
    header: headerWords(view, reader.locale),
    customer: customerName(deal, reader.locale),
    deal: dealNameAndCountry(deal, reader.locale),
    deadline: deadline ? [deadline] : [],
    sections: sections.filter((section): section is Section => section !== null),
    redacted: reader.redaction === 'redacted' ? strings(reader.locale)('redacted') : '',
    // A row of their own: some clients draw no more than five buttons in one.
    deeds: [...decideButtons(view, reader), ...(canEdit ? [editButton(view, reader)] : [])],
    buttons: [
      favoriteButton(view, reader, favorite === true),
      ...(inList && isErrorOffered ? [] : linkButtons(view, reader)),
      ...errors,
      ...(inList ? [inboundButton(strings(reader.locale))] : []),
    ],
  });
}
