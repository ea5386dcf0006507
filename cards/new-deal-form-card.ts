import template from './form-card.template.json' with { type: 'json' };
import { type NewDealForm, pageFields } from './new-deal-fields.ts';
import { kindWords, newDealBanner, newDealTitle, stepButton } from './new-deal-words.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { isStringKey, strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** One page of a new deal, one topic each. Nothing is required by the client, so that any page can be left and kept. */
export function newDealFormCard(reader: Reader, form: NewDealForm): AdaptiveCard {
  const t = strings(reader.locale);
  const { page, draftId } = form;
  const title = newDealTitle(page, t);
  const wrong = Object.keys(form.errors).length;
  const { fields, notes } = pageFields(form, reader);
  return draw(reader.locale, title, {
    title,
    banner: newDealBanner(form.banner, t),
    intro: [
      { text: stepWords(form, t) },
      ...(wrong > 0 ? [{ text: t('new.wrong', { count: wrong }) }] : introOf(form, t)),
    ],
    fields,
    notes: notes.map((text) => ({ text })),
    buttons: [
      ...mainButtons(form, t),
      ...(page === 'kind' ? [] : [stepButton({ draftId, step: `${page}.back` }, t('button.back'))]),
      stepButton({ draftId, step: `${page}.later` }, t('button.keepDraft')),
    ],
  });
}

function mainButtons({ page, find, isFromReview, draftId }: NewDealForm, t: Words): Json[] {
  const next = stepButton(
    { draftId, step: `${page}.next` },
    t(isFromReview ? 'button.toReview' : 'button.continue'),
    'positive',
  );
  if (page !== 'find') return [next];
  const isFound = find.found !== null && find.found.length > 0;
  return [
    ...(isFound ? [next] : []),
    stepButton({ draftId, step: 'find.search' }, t('button.search'), isFound ? undefined : 'positive'),
    stepButton({ draftId, step: 'find.type' }, t('button.newCustomer')),
  ];
}

function stepWords({ step: { number, count }, kind }: NewDealForm, t: Words): string {
  if (count === null || kind === null) return t('new.stepOnly', { number });
  return t('new.step', { number, count, kind: t(`type.${kind}`) });
}

/** One line on what the page is for, where that is not plain. */
function introOf({ page, kind, choices }: NewDealForm, t: Words): { text: string }[] {
  if (page === 'kind')
    return [{ text: t('new.intro.kind') }, ...choices.kinds.map((one) => ({ text: kindWords(one, t) }))];
  const key = page === 'contact' && kind !== 'coSell' ? 'new.intro.contactOptional' : `new.intro.${page}`;
  return isStringKey(key) ? [{ text: t(key) }] : [];
}
