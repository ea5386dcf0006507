import { createHash } from 'node:crypto';
import type { InvokeResponse } from 'botbuilder';
import { z } from 'zod';
import { idText } from '../../cards/card-action.ts';
import { fileInfoCard } from '../../cards/file-cards.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import { strings } from '../../cards/strings.ts';
import { askedFile } from '../../dialogs/registration-file.ts';
import { firstSeen } from '../../services/store/turns.ts';
import type { Envelope } from '../activity.ts';
import { answerInPlace, answerWithCard } from '../answer.ts';
import type { App } from '../app.ts';
import { DeliveryFailure } from '../delivery-failure.ts';
import { isOutsider } from '../sign-in/outsider.ts';
import { dialogTurn, openTurn, takesFiles, type Turn } from '../turn.ts';
import { forgetOffer } from './offer-file.ts';
import { uploadFile } from './upload-file.ts';

const short = z.string().min(1).max(400);
const address = z.url().max(4096);
const answered = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('accept'),
    context: z.object({ dealId: idText }),
    uploadInfo: z.object({
      uploadUrl: address,
      contentUrl: address,
      name: short,
      uniqueId: short,
      fileType: short,
    }),
  }),
  z.object({ action: z.literal('decline'), context: z.object({ dealId: idText }) }),
]);
type Accepted = Extract<z.output<typeof answered>, { action: 'accept' }>;

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

async function decline(app: App, turn: Turn, { context }: { context: { dealId: string } }): Promise<void> {
  await forgetOffer(app, turn, context.dealId);
  await answerInPlace(app, turn, { card: noticeCard({ kind: 'fileDeclined' }, turn.reader), view: null });
}

async function accept(app: App, turn: Turn, { context, uploadInfo }: Accepted): Promise<void> {
  const { dealId } = context;
  if (!(await isFirst(app, turn, uploadInfo.uploadUrl))) return;
  const asked = await askedFile(dialogTurn(app, turn), dealId);
  if (asked.kind === 'refused') {
    // An offer that may be taken later stays; one that is of no use gives its place to the answer.
    if (!asked.isForGood) return answerWithCard(app, turn, asked.answer.card);
    await forgetOffer(app, turn, dealId);
    return answerInPlace(app, turn, { card: asked.answer.card, view: null });
  }
  const { file, stored } = asked;
  const isAllowed = [uploadInfo.uploadUrl, uploadInfo.contentUrl].every((url) => app.isUploadAddress(url));
  if (!isAllowed) app.log.warn({ host: hostOf(uploadInfo.uploadUrl) }, 'upload to a foreign host refused');
  if (isAllowed && (await uploadFile(uploadInfo.uploadUrl, file.text)))
    return showFile(app, turn, dealId, uploadInfo);
  const args = { dealId, version: stored.version, text: file.text };
  await answerWithCard(app, turn, noticeCard({ kind: 'fileFailed', args }, turn.reader));
}

/** The file as a message, then the offer goes; should only the first succeed, a second upload does no harm. */
async function showFile(
  app: App,
  turn: Turn,
  dealId: string,
  uploadInfo: Accepted['uploadInfo'],
): Promise<void> {
  const { place, reader, envelope } = turn;
  try {
    await app.messenger.postFile?.(place, fileInfoCard(uploadInfo), strings(reader.locale)('file.saved'));
    await forgetOffer(app, turn, dealId);
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
