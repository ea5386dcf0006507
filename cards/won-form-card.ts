import type { Finding } from '../services/deals/registration-rules.ts';
import { packAction } from './card-action.ts';
import { spokenName } from './deal-buttons.ts';
import type { DealView } from './deal-view.ts';
import { customerName, dealName } from './deal-words.ts';
import { moment } from './format.ts';
import { plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { findingWords } from './registration-words.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings } from './strings.ts';
import template from './won-form-card.template.json' with { type: 'json' };

const draw = cardTemplate(template);

export interface WonForm {
  /** Every criterion for registering it, as it stands before Won. */
  findings: readonly Finding[];
  /** Is it asked once more, because it is less than 72 h old (WON-02)? Until when that is; else null. */
  earlyUntil: Date | null;
  /** Was it sent without a yes? */
  isUnconfirmed: boolean;
  /** What was chosen as the eligible solution; a solution's id, `none` or `unknown`. */
  solutionId: string | null;
  /** The deal's own solutions, one of which may be eligible. */
  solutions: readonly { id: string | null; name: string | null }[];
  draftId: string;
}

/** Won is final (SEED-08): a yes is asked for, with what it means for the registration, before anything is written. */
export function wonFormCard(view: DealView, reader: Reader, form: WonForm): AdaptiveCard {
  const { deal, version } = view;
  const { locale } = reader;
  const t = strings(locale);
  const onDraft = { dealId: deal.id, version, draftId: form.draftId };
  const isAgain = form.earlyUntil !== null;
  const early = form.earlyUntil && t('won.early', { at: moment(form.earlyUntil, reader) });
  return draw(locale, t('won.title', { deal: spokenName(view, reader) }), {
    title: t('won.title', { deal: dealName(deal, locale) }),
    customer: customerName(deal, locale),
    warnings: [...(early ? [{ text: early }] : []), { text: t('won.final') }],
    readiness: isAgain ? [] : [readiness(view, form.findings, reader)],
    which: isAgain ? [] : whichSolution(reader, form),
    confirm: {
      label: t(isAgain ? 'won.again' : 'won.please'),
      title: t(isAgain ? 'won.confirmEarly' : 'won.confirm'),
      errorMessage: t('problem.confirm'),
      problem: form.isUnconfirmed ? t('problem.confirm') : '',
    },
    buttons: [
      packAction(
        { verb: 'deal.won', ...onDraft, step: isAgain ? 'again' : 'submit' },
        { title: t(isAgain ? 'button.submitWonEarly' : 'button.submitWon'), style: 'destructive' },
      ),
      packAction(
        { verb: 'dialog.cancel', ...onDraft },
        { title: t('button.cancel'), associatedInputs: 'none' },
      ),
    ],
  });
}

function readiness({ dealType }: DealView, findings: readonly Finding[], reader: Reader) {
  const t = strings(reader.locale);
  const walls = findings.filter(({ isWall, state }) => isWall && state === 'notMet').length;
  return {
    title: t('won.readiness'),
    verdict: walls === 0 ? t('won.open') : t('won.shut', { count: walls }),
    lines: [
      ...findings.map((finding) => ({ text: findingWords(finding, reader, false) })),
      { text: t('won.contract') },
      // WON-05: of several partners one registers.
      ...(dealType === 'partner' ? [{ text: t('won.partner') }] : []),
    ],
  };
}

/** Asked only where neither the admin's list nor Partner Center tells (REG-02). */
function whichSolution({ locale }: Reader, { findings, solutionId, solutions: own }: WonForm): Json[] {
  const isAsked = findings.some(({ cure }) =>
    ['askSolution', 'solutionNamed', 'solutionUnnamed'].includes(cure?.code ?? ''),
  );
  if (!isAsked) return [];
  const t = strings(locale);
  const solutions = own.map(({ id, name }) => ({
    title: plainText(name ?? id, 100) || '?',
    value: plainText(id, 100),
  }));
  return [
    {
      label: t('won.which'),
      value: solutionId ?? 'unknown',
      choices: [
        ...solutions,
        { title: t('won.whichNone'), value: 'none' },
        { title: t('won.whichUnknown'), value: 'unknown' },
      ],
    },
  ];
}
