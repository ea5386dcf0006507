import type { Contact, Deal } from '../services/deals/deal.ts';
import { customerCountry, dealState, personName } from './deal-words.ts';
import { firstLines, section, type Section } from './detail-section.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

export type { Section } from './detail-section.ts';

const MOST_CONTACTS = 5;

export function customerSection({ customer, ...deal }: Deal, { locale }: Reader): Section | null {
  const city = [customer.postalCode, customer.city].filter(Boolean).join(' ');
  const address = [customer.addressLine1, customer.addressLine2, city, customer.state]
    .filter(Boolean)
    .join(', ');
  const place = [escapeMarkdown(address, 200), customerCountry({ customer, ...deal }, locale)]
    .filter(Boolean)
    .join(', ');
  return section(locale, 'section.customer', [
    ['fact.address', place],
    ['fact.size', sizeWords(customer.size)],
    ['fact.duns', escapeMarkdown(customer.duns, 30)],
  ]);
}

/** `51to250employees` -> `51–250`, `Morethan500employees` -> `> 500`. */
function sizeWords(size: string | null): string {
  const range = /^(\d+)to(\d+)employees$/i.exec(size ?? '');
  if (range) return `${range[1]}–${range[2]}`;
  const above = /^morethan(\d+)employees$/i.exec(size ?? '');
  return above ? `> ${above[1]}` : escapeMarkdown(size, 40);
}

/**
 * The customer's people, for a full reader, unless the customer said no (VIS-05) or the deal expired (EXP-04).
 * Silence about consent counts as yes: FLD-12 lets no deal be created without it.
 */
export function contactsSection(deal: Deal, reader: Reader): Section | null {
  if (reader.redaction === 'redacted') return null;
  const t = strings(reader.locale);
  return section(
    reader.locale,
    'section.contacts',
    [],
    contactLines(deal, reader.locale) ?? [t('contacts.none')],
  );
}

function contactLines(deal: Deal, locale: string): string[] | null {
  const t = strings(locale);
  if (dealState(deal) === 'expired') return [t('contacts.expired')];
  if (deal.consent.shareWithOthers === false || deal.consent.contactCustomer === false)
    return [t('contacts.noConsent')];
  const lines = deal.customer.contacts.map((contact) => contactLine(contact, locale));
  return lines.length > 0 ? firstLines(lines, MOST_CONTACTS, locale) : null;
}

/** 'Ann Lee · CTO · ann@adatum.example · +33 1 23'. */
function contactLine(contact: Contact, locale: string): string {
  const name = personName(contact, locale);
  const email = escapeMarkdown(contact.email, 100);
  const rest = [
    escapeMarkdown(contact.title, 80),
    email === name ? '' : email,
    escapeMarkdown(contact.phone, 40),
  ];
  return [`**${name}**`, ...rest].filter(Boolean).join(' · ');
}
