import { inboundButton, signInButton } from './deal-buttons.ts';
import template from './help-card.template.json' with { type: 'json' };
import { newDealButton } from './new-deal-words.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';
import { watchButton } from './watch-card.ts';

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
  'leads',
  'insights',
  'new',
  'edit',
  'follow',
  'unfollow',
  'watch',
  'settings',
  'access',
  'status',
  'signIn',
  'myData',
  'help',
] as const;

/**
 * @param now.openInbound how many deals wait for an answer; null where that is not known.
 * @param now.canBegin is a co-sell-ready solution of ours known, without which no deal begins (SEED-20)? Default true
 */
export function helpCard(
  reader: Reader,
  { openInbound, canBegin = true }: { openInbound: number | null; canBegin?: boolean },
): AdaptiveCard {
  const t = strings(reader.locale);
  return draw(reader.locale, t('helpCard.title'), {
    title: t('helpCard.title'),
    lead: openInbound === null ? [] : [{ text: t('helpCard.open', { count: openInbound }) }],
    commands: COMMANDS.map((command) => ({
      title: t(`command.${command}`),
      value: t(`command.${command}.what`),
    })),
    hints: [{ text: t('helpCard.deal') }, ...(canBegin ? [] : [{ text: t('new.noSolution.greyed') }])],
    buttons: [inboundButton(t, { style: 'positive' }), newDealButton(t, { isOpen: canBegin })],
  });
}

/** What a newcomer can do: see deals, or what comes first. */
export type WelcomeRights = 'mayRead' | 'noRole' | 'signIn';

/** Said once where the bot arrives. `open`: how many deals wait; null where that is not known.
 * `isOnTeam`: the bot came by itself, to somebody on a deal team.
 */
export function welcomeCard(
  reader: Reader,
  {
    open,
    rights,
    offersWatch = false,
    isOnTeam = false,
  }: { open: number | null; rights: WelcomeRights; offersWatch?: boolean; isOnTeam?: boolean },
): AdaptiveCard {
  const t = strings(reader.locale);
  const counted = open === null ? [] : [{ text: t('welcome.open', { count: open }) }];
  const first = {
    mayRead: { lead: counted, buttons: [inboundButton(t, { style: 'positive' })] },
    noRole: { lead: [{ text: t('welcome.noRole') }], buttons: [] },
    signIn: { lead: [{ text: t('welcome.signIn') }], buttons: [signInButton(t)] },
  }[rights];
  const offer = offersWatch ? { lead: [{ text: t('watch.offer') }], buttons: [watchButton(t)] } : null;
  return draw(reader.locale, t('welcome.title'), {
    title: t('welcome.title'),
    lead: [
      ...(isOnTeam ? [{ text: t('welcome.onTeam') }] : []),
      { text: t('welcome.text') },
      ...first.lead,
      ...(offer?.lead ?? []),
    ],
    commands: [],
    hints: [{ text: t('welcome.next') }],
    buttons: [...first.buttons, ...(offer?.buttons ?? [])],
  });
}
