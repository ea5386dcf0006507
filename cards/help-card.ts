import { inboundButton } from './deal-buttons.ts';
import template from './help-card.template.json' with { type: 'json' };
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

/** What can be asked today, the most wanted first. */
const COMMANDS = [
  'inbound',
  'deal',
  'accept',
  'decline',
  'deals',
  'expiring',
  'favorites',
  'search',
  'edit',
  'follow',
  'unfollow',
  'settings',
  'status',
  'help',
] as const;

/** @param now.openInbound how many deals wait for an answer; null where that is not known. */
export function helpCard(reader: Reader, { openInbound }: { openInbound: number | null }): AdaptiveCard {
  const t = strings(reader.locale);
  return draw(reader.locale, t('helpCard.title'), {
    title: t('helpCard.title'),
    lead: openInbound === null ? [] : [{ text: t('helpCard.open', { count: openInbound }) }],
    commands: COMMANDS.map((command) => ({
      title: t(`command.${command}`),
      value: t(`command.${command}.what`),
    })),
    hints: [{ text: t('helpCard.deal') }],
    buttons: [inboundButton(t, { style: 'positive' })],
  });
}

/** Said once where the bot arrives. `role` false: the reader has no Referrals role yet. */
export function welcomeCard(
  reader: Reader,
  { open, role }: { open: number | null; role: boolean },
): AdaptiveCard {
  const t = strings(reader.locale);
  const counted = role && open !== null ? [{ text: t('welcome.open', { count: open }) }] : [];
  return draw(reader.locale, t('welcome.title'), {
    title: t('welcome.title'),
    lead: [{ text: t('welcome.text') }, ...(role ? counted : [{ text: t('welcome.noRole') }])],
    commands: [],
    hints: [{ text: t('welcome.next') }],
    buttons: role ? [inboundButton(t, { style: 'positive' })] : [],
  });
}
