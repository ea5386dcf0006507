import { signInButton } from './deal-buttons.ts';
import template from './help-card.template.json' with { type: 'json' };
import type { WelcomeRights } from './help-card.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

/** The questions, the most wanted first (SEED-05, SEED-24, SEED-25, PERM-01, PERM-02, PERM-04, PERM-05). */
const POINTS = ['roles', 'ask', 'account', 'pdm', 'fresh'] as const;

/** How one gets in: roles, whom to ask, guests. @param rights how it stands with the reader; null: that is not said */
export function accessCard(reader: Reader, { rights }: { rights: WelcomeRights | null }): AdaptiveCard {
  const t = strings(reader.locale);
  return draw(reader.locale, t('access.title'), {
    title: t('access.title'),
    lead: rights ? [{ text: t(`access.you.${rights}`) }] : [],
    commands: POINTS.map((point) => ({ title: t(`access.${point}`), value: t(`access.${point}.what`) })),
    hints: [{ text: t('access.hint') }],
    buttons: rights === 'signIn' ? [signInButton(t)] : [],
  });
}
