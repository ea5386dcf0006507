import { INPUT_LENGTHS, packAction } from './card-action.ts';
import template from './form-card.template.json' with { type: 'json' };
import { formField } from './form-field.ts';
import { newDealBanner, newDealButton } from './new-deal-words.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

/** Why no deal can be begun (SEED-20), and the way out for who knows the id of a solution. */
export function newDealNoSolutionCard({ locale }: Reader): AdaptiveCard {
  const t = strings(locale);
  const title = t('new.noSolution.title');
  return draw(locale, title, {
    title,
    banner: newDealBanner(null, t),
    intro: [{ text: t('new.noSolution.text') }],
    fields: [
      formField({
        kind: 'text',
        id: 'solutionIds',
        label: t('new.field.firstSolution'),
        placeholder: t('example.solutions'),
        maxLength: INPUT_LENGTHS.solutions,
        isRequired: true,
        errorMessage: t('problem.required'),
      }),
    ],
    notes: [],
    buttons: [
      packAction({ verb: 'deal.new', step: 'start.solution' }, { title: t('button.withSolution') }),
      newDealButton(t, { isOpen: false }),
    ],
  });
}
