import type { InvitationState } from '../services/deals/new-deal/own-deal-outcome.ts';
import { packAction } from './card-action.ts';
import { linkButtons, spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, dealName } from './deal-words.ts';
import template from './form-card.template.json' with { type: 'json' };
import { escapeMarkdown } from './markdown.ts';
import { stepButton } from './new-deal-words.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

export interface HalfDone {
  invitation: Exclude<InvitationState, 'none' | 'sent'>;
  draftId: string;
}

/** A co-sell deal that is there, and to which Microsoft is not invited yet: what is done, what is not, how to finish. */
export function newDealHalfCard(
  view: DealView,
  reader: Reader,
  { invitation, draftId }: HalfDone,
): AdaptiveCard {
  const { deal, version } = view;
  const t = strings(reader.locale);
  return draw(reader.locale, t('new.half.title', { deal: spokenName(view, reader) }), {
    title: t('new.half.title', { deal: dealName(deal, reader.locale) }),
    banner: {
      text: t(`new.half.${invitation}`),
      style: invitation === 'refused' ? 'attention' : 'warning',
    },
    intro: [
      { text: customerName(deal, reader.locale) },
      { text: t('new.half.done', { id: escapeMarkdown(deal.id, 40) }) },
      { text: t('new.half.missing') },
    ],
    fields: [],
    notes: [],
    buttons: [
      stepButton(
        { draftId, step: 'draft.finish' },
        t(invitation === 'pending' ? 'button.lookAgain' : 'button.finishInvitation'),
        'positive',
      ),
      stepButton({ draftId, step: 'draft.leave' }, t('button.leaveHalfDone')),
      packAction(
        { verb: 'deal.show', dealId: deal.id, version },
        { title: t('button.showDeal'), associatedInputs: 'none' },
      ),
      ...linkButtons(view, reader),
    ],
  });
}
