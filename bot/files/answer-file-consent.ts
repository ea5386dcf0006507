import { createHash } from 'node:crypto';
import type { InvokeResponse } from 'botbuilder';
import { z } from 'zod';
import { idText } from '../../cards/card-action.ts';
import { fileInfoCard } from '../../cards/file-cards.ts';
import { type Notice, noticeCard } from '../../cards/notice-card.ts';
import { strings } from '../../cards/strings.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { askedInsightFile } from '../../dialogs/insight-file.ts';
import { askedFile } from '../../dialogs/registration-file.ts';
import type { OfferedFile } from '../../services/deals/csv-text.ts';
import { firstSeen } from '../../services/store/turns.ts';
import type { Envelope } from '../activity.ts';
import { answerInPlace, answerWithCard } from '../answer.ts';
import type { App } from '../app.ts';
import { DeliveryFailure } from '../delivery-failure.ts';
import { isOutsider } from '../sign-in/outsider.ts';
import { dialogTurn, openTurn, takesFiles, type Turn } from '../turn.ts';
import { declineOwnRecord, uploadOwnRecord } from './answer-own-record.ts';
import { forgetOffer, INSIGHT } from './offer-file.ts';
import { uploadFile } from './upload-file.ts';

const short = z.string().min(1).max(400);
const address = z.url().max(4096);
const choice = z
  .string()
  .max(100)
  .nullish()
  .transform((given) => given ?? null);
/** What an offer is about: a deal's registration, the deals behind figures, or the person themselves. */
const context = z.union([
  z.object({ dealId: idText }),
  z.object({ about: z.literal('me') }),
  z.object({ insight: z.object({ period: choice, dealType: choice, country: choice, solution: choice }) }),
]);
type Context = z.output<typeof context>;
type DealsContext = Exclude<Context, { about: 'me' }>;
const answered = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('accept'),
    context,
    uploadInfo: z.object({
      uploadUrl: address,
      contentUrl: address,
      name: short,
      uniqueId: short,
      fileType: short,
    }),
  }),
  z.object({ action: z.literal('decline'), context }),
]);
export type Accepted = Extract<z.output<typeof answered>, { action: 'accept' }>;

/**
 * What a person said to a file that was offered. Teams is answered at once; uploading goes on behind the answer.
 * @returns null where this is no answer to a file, or nobody is offered one here
 */
export async function answerFileConsent(app: App, envelope: Envelope): Promise<InvokeResponse | null> {
  const { name, person } = envelope;
  if (name !== 'fileConsent/invoke' || !person || isOutsider(app, person)) return null;
  const read = answered.safeParse(envelope.value);
  if (!read.success || envelope.kind !== 'personal')
    return { status: 400, body: { error: { code: 'BadRequest' } } };
  const turn = await openTurn(app, envelope, person);
  if (!takesFiles(app, turn.place)) return null;
  const work = read.data.action === 'accept' ? accept(app, turn, read.data) : decline(app, turn, read.data);
  app.background('answer to a file', work);
  return { status: 200 };
}

async function decline(app: App, turn: Turn, { context }: { context: Context }): Promise<void> {
  if ('about' in context) return declineOwnRecord(app, turn);
  await forgetOffer(app, turn, offerOf(context));
  const kind = 'dealId' in context ? 'fileDeclined' : 'insightFileDeclined';
  await answerInPlace(app, turn, { card: noticeCard({ kind }, turn.reader), view: null });
}

async function accept(app: App, turn: Turn, { context, uploadInfo }: Accepted): Promise<void> {
  if (!(await isFirst(app, turn, uploadInfo.uploadUrl))) return;
  const isAllowed = [uploadInfo.uploadUrl, uploadInfo.contentUrl].every((url) => app.isUploadAddress(url));
  if (!isAllowed) app.log.warn({ host: hostOf(uploadInfo.uploadUrl) }, 'upload to a foreign host refused');
  if ('about' in context) {
    if (await uploadOwnRecord(app, turn, uploadInfo, isAllowed)) await showFile(app, turn, null, uploadInfo);
    return;
  }
  const asked = await whatIsAsked(app, turn, context);
  if (asked.kind === 'refused') {
    // An offer that may be taken later stays; one that is of no use gives its place to the answer.
    if (!asked.isForGood) return answerWithCard(app, turn, asked.answer.card);
    await forgetOffer(app, turn, offerOf(context));
    return answerInPlace(app, turn, { card: asked.answer.card, view: null });
  }
  if (isAllowed && (await uploadFile(uploadInfo.uploadUrl, asked.file.text, 'text/csv')))
    return showFile(app, turn, offerOf(context), uploadInfo);
  await answerWithCard(app, turn, noticeCard(asked.failed, turn.reader));
}

function offerOf(context: DealsContext): string {
  return 'dealId' in context ? context.dealId : INSIGHT;
}

type WhatIsAsked =
  | { kind: 'file'; file: OfferedFile; failed: Notice }
  | { kind: 'refused'; answer: DialogAnswer; isForGood: boolean };

/** The file as this person may have it now, and what they read should it not be kept. */
async function whatIsAsked(app: App, turn: Turn, context: DealsContext): Promise<WhatIsAsked> {
  const dialog = dialogTurn(app, turn);
  if ('insight' in context) {
    const asked = await askedInsightFile(dialog, context.insight);
    return asked.kind === 'file' ? { ...asked, failed: { kind: 'insightFileFailed' } } : asked;
  }
  const { dealId } = context;
  const asked = await askedFile(dialog, dealId);
  if (asked.kind === 'refused') return asked;
  const args = { dealId, version: asked.stored.version, text: asked.file.text };
  return { kind: 'file', file: asked.file, failed: { kind: 'fileFailed', args } };
}

/** The file as a message, then the offer goes; should only the first succeed, a second upload does no harm. */
async function showFile(
  app: App,
  turn: Turn,
  what: string | null,
  uploadInfo: Accepted['uploadInfo'],
): Promise<void> {
  const { place, reader, envelope } = turn;
  try {
    await app.messenger.postFile?.(
      place,
      fileInfoCard(uploadInfo),
      strings(reader.locale)(what === INSIGHT ? 'file.insightSaved' : 'file.saved'),
    );
    if (what !== null) await forgetOffer(app, turn, what);
    if (envelope.replyToId) await app.messenger.remove(place, envelope.replyToId);
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn({ place: place.id, problem: error.kind, status: error.status }, 'file card not taken');
  }
}

/** Teams repeats an invoke whose answer it missed. The address is a secret: its hash is kept. */
function isFirst(app: App, { envelope }: Turn, uploadUrl: string): Promise<boolean> {
  const key = `file:${createHash('sha256').update(uploadUrl).digest('hex')}`;
  return firstSeen(app.store.db, envelope.conversationId, key, app.clock.now());
}

function hostOf(url: string): string {
  return new URL(url).host;
}
