import type { NewDealKind } from '../services/deals/new-deal/new-deal.ts';
import type { ShareErrors, ShareField } from '../services/deals/new-deal/own-deal-outcome.ts';
import type { ReadOnlyField, SeenBy, ShareStep } from '../services/deals/new-deal/sharing.ts';
import { INPUT_LENGTHS, packAction } from './card-action.ts';
import { spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, dealName } from './deal-words.ts';
import template from './form-card.template.json' with { type: 'json' };
import { formField, type FormField } from './form-field.ts';
import { inputText, plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { isStringKey, strings, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** What is asked on the form; the area of a play follows from the play. */
export type ShareQuestion = Exclude<ShareField, 'solutionArea'>;

export interface ShareForm {
  to: ShareStep['to'];
  seenBy: SeenBy;
  /** What nobody can change afterwards (FLD-15). */
  fixed: readonly ReadOnlyField[];
  questions: readonly ShareQuestion[];
  values: Readonly<Partial<Record<ShareQuestion, string | null>>>;
  errors: ShareErrors;
  /** Was it sent without a yes? */
  isUnconfirmed: boolean;
  helpCodes: readonly string[];
  /** Plays by area. */
  plays: readonly { area: string; plays: readonly string[] }[];
  partnerRoles: readonly string[];
  draftId: string;
}

/** Which of the ways that are open (TYPE-08)? */
export function shareChoiceCard(
  view: DealView,
  reader: Reader,
  { now, ways, draftId }: { now: NewDealKind; ways: readonly ShareStep['to'][]; draftId: string },
): AdaptiveCard {
  const t = strings(reader.locale);
  const onDraft = { dealId: view.deal.id, version: view.version, draftId };
  const titles = { partnerLed: t('button.sharePartnerLed'), coSell: t('button.shareCoSell') };
  return draw(reader.locale, t('share.title', { deal: spokenName(view, reader) }), {
    banner: { text: '', style: 'default' },
    title: t('share.title', { deal: dealName(view.deal, reader.locale) }),
    intro: lines([
      customerName(view.deal, reader.locale),
      t(`share.is.${now}`),
      t('share.choose'),
      ...ways.map((to) => t(`share.to.${to}`)),
    ]),
    fields: [],
    notes: [],
    buttons: [
      ...ways.map((to) => packAction({ verb: 'deal.share', ...onDraft, step: to }, { title: titles[to] })),
      cancelButton(onDraft, t),
    ],
  });
}

/** What it means, what is asked, and a yes, before anything is sent: there is no way back. */
export function shareFormCard(view: DealView, reader: Reader, form: ShareForm): AdaptiveCard {
  const t = strings(reader.locale);
  const { to } = form;
  const onDraft = { dealId: view.deal.id, version: view.version, draftId: form.draftId };
  return draw(reader.locale, t('share.title', { deal: spokenName(view, reader) }), {
    banner: { text: '', style: 'default' },
    title: t('share.title', { deal: dealName(view.deal, reader.locale) }),
    intro: lines([
      customerName(view.deal, reader.locale),
      t(`share.to.${to}`),
      t(`share.seen.${form.seenBy}`),
      t('share.fixed', { fields: form.fixed.map((field) => t(`share.field.${field}`)).join(', ') }),
    ]),
    fields: [...form.questions.map((id) => question(id, form, t)), confirmation(form, t)],
    notes: [],
    buttons: [
      packAction(
        { verb: 'deal.share', ...onDraft, step: `send.${to}` },
        { title: t(to === 'coSell' ? 'button.submitInvite' : 'button.submitShare'), style: 'destructive' },
      ),
      cancelButton(onDraft, t),
    ],
  });
}

const lines = (texts: readonly string[]) => texts.filter(Boolean).map((text) => ({ text }));

function cancelButton(onDraft: { dealId: string; version: number; draftId: string }, t: Words): Json {
  return packAction(
    { verb: 'dialog.cancel', ...onDraft },
    { title: t('button.cancel'), associatedInputs: 'none' },
  );
}

const LENGTHS: Record<ShareQuestion, number> = {
  help: INPUT_LENGTHS.choice,
  helpNotes: INPUT_LENGTHS.notes,
  solutionPlay: INPUT_LENGTHS.solutionId,
  partnerRole: INPUT_LENGTHS.solutionId,
  contactFirstName: INPUT_LENGTHS.name,
  contactLastName: INPUT_LENGTHS.name,
  contactEmail: INPUT_LENGTHS.name,
  contactPhone: INPUT_LENGTHS.name,
};

function question(id: ShareQuestion, form: ShareForm, t: Words): FormField {
  const choices = choicesOf(id, form, t);
  const given = form.values[id];
  const isChoice = choices !== null;
  return formField({
    kind: isChoice ? 'one' : id === 'helpNotes' ? 'lines' : 'text',
    id,
    label: t(`share.ask.${id}`),
    value: isChoice
      ? (choices.find(({ value }) => value === given)?.value ?? '')
      : inputText(given, LENGTHS[id]),
    placeholder: isChoice ? t('share.pick') : '',
    maxLength: LENGTHS[id],
    isRequired: id !== 'partnerRole',
    errorMessage: t('problem.required'),
    choices: choices ?? [],
    problem: problemOf(id, form.errors, t),
  });
}

/** Plays and roles go by Microsoft's own names, in every language. */
function choicesOf(
  id: ShareQuestion,
  { helpCodes, plays, partnerRoles }: ShareForm,
  t: Words,
): { title: string; value: string }[] | null {
  if (id === 'help')
    return helpCodes.map((code) => {
      const key = `help.${code}`;
      return { title: isStringKey(key) ? t(key) : code, value: code };
    });
  if (id === 'solutionPlay')
    return plays.flatMap(({ area, plays: ofArea }) =>
      ofArea.map((play) => ({ title: plainText(`${area}: ${play}`, 200), value: plainText(play, 100) })),
    );
  if (id === 'partnerRole')
    return partnerRoles.map((role) => ({ title: plainText(role, 100), value: plainText(role, 100) }));
  return null;
}

function problemOf(id: ShareQuestion, errors: ShareErrors, t: Words): string {
  const error = errors[id] ?? (id === 'solutionPlay' ? errors.solutionArea : undefined);
  if (error === undefined) return '';
  const [own, shared] = [`share.problem.${error}`, `problem.${error}`];
  if (isStringKey(own)) return t(own);
  return isStringKey(shared) ? t(shared) : t('share.problem.other');
}

function confirmation({ to, isUnconfirmed }: ShareForm, t: Words): FormField {
  return formField({
    kind: 'toggle',
    id: 'confirm',
    label: t('share.confirm'),
    placeholder: t(`share.confirm.${to}`),
    isRequired: true,
    errorMessage: t('problem.confirm'),
    problem: isUnconfirmed ? t('problem.confirm') : '',
  });
}
