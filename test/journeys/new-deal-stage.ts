import type { ClickAnswer } from '../support/teams-chat.ts';
import type { Chat, Message, Teams } from '../support/teams.ts';

/** A day well in the future, as a form takes it. */
export const CLOSES = new Date(Date.now() + 90 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

/** What a person types on each page of a new deal, in the order of the pages. */
export const ANSWERS = {
  customer: {
    customerName: 'Harbour Textiles',
    addressLine1: 'Kai 5',
    postalCode: '20457',
    city: 'Hamburg',
    country: 'Germany',
  },
  contact: {
    contactFirstName: 'Anja',
    contactLastName: 'Beispiel',
    contactEmail: 'anja@harbour.example',
    contactPhone: '+49 40 555 0100',
    consent: 'Yes',
  },
  deal: {
    name: 'Loom telemetry',
    dealValue: '42,500.50',
    currency: 'eur',
    closingDate: CLOSES,
    marketplaceIntent: 'HaveNotDecided',
    notes: 'Kick-off in spring.',
  },
  solutions: { solutions: 'SOL-1', microsoftSolutions: 'AZ-77; 10; 1,200.00', otherSolutions: 'SOL-9-OTHER' },
  team: { team: 'Ann Keller, ann.keller@partner.example, +49 731 555 0101' },
  help: {
    help: 'ProofOfConceptOrDemo',
    helpNotes: 'Please join the demo.',
    solutionPlay: 'Data Security',
    partnerRole: 'Solution design',
  },
} as const;
export type Answers = { [P in keyof typeof ANSWERS]?: Record<string, string> };

/** Words of the buttons, in the language that the person reads. */
export const ENGLISH = { next: 'Continue', type: 'New customer' };
export const FRENCH = { next: 'Continuer', type: 'Nouveau client' };

/** Begins a new deal and fills its pages in, up to the review. @param changes other answers, by page */
export async function fillIn(
  { teams }: { teams: Teams },
  chat: Chat,
  kind: 'private' | 'partnerLed' | 'coSell',
  changes: Answers = {},
  { command = 'new', title = 'New deal', words = ENGLISH } = {},
): Promise<{ form: Message; answer: ClickAnswer }> {
  const before = new Set(teams.posts(chat.id).map(({ id }) => id));
  await chat.say(command);
  const form = await teams.waitForPost(
    chat.id,
    ({ id, activity }) => !before.has(id) && JSON.stringify(activity.attachments ?? []).includes(title),
  );
  await chat.click(form, words.next, { kind });
  await chat.click(form, words.type);
  const pages = ['customer', 'contact', 'deal', 'solutions', 'team'] as const;
  let answer: ClickAnswer | null = null;
  for (const page of kind === 'coSell' ? ([...pages, 'help'] as const) : pages)
    answer = await chat.click(form, words.next, { ...ANSWERS[page], ...changes[page] });
  return { form, answer: answer as ClickAnswer };
}
