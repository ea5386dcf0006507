import assert from 'node:assert/strict';
import { buttonTitles } from '../support/teams-card.ts';
import { FILE_INFO, offeredFile } from '../support/teams-files.ts';
import type { Chat, Message } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { acceptedDeal, answers } from './registration-stage.ts';
import { isPatch, nowIn, openStage, type Stage } from './stage.ts';

const REFUSED = { match: isPatch, status: 400, code: 'notEligible' };

describe('the file of a registration that Partner Center refuses', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    // Live mode puts files into Microsoft's OneDrive only, never onto this machine.
    stage = await openStage({ mode: 'local' });
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  /** A won deal whose registration was refused: its id, the message with the form, and the message with the file. */
  async function refused(name: string): Promise<{ id: string; form: Message; offer: Message }> {
    const [{ id }, form] = await acceptedDeal(stage, ann, name);
    await ann.click(form, 'deal.won');
    await ann.click(form, 'deal.won', { confirm: 'true' });
    await ann.click(form, 'deal.register', answers());
    stage.partnerCenter.fault(REFUSED);
    const { text, card } = await ann.click(form, 'deal.register');
    assert.match(text, /take the \.csv file that I offer you below/);
    assert.ok(card && buttonTitles(card).includes('Show as text'));
    return { id, form, offer: await stage.teams.waitForPost(ann.id, isOfferOf(id)) };
  }

  const isOfferOf =
    (id: string) =>
    ({ activity }: Message): boolean =>
      offeredFile(activity)?.name === `deal-registration-${id}.csv`;
  const isFile = ({ activity }: Message): boolean => activity.attachments?.[0]?.contentType === FILE_INFO;
  const offers = (id: string) => stage.teams.posts(ann.id).filter(isOfferOf(id)).length;
  const files = () => stage.teams.posts(ann.id).filter(isFile).length;

  it('is offered in the person’s own chat, and lies in their OneDrive once they accept (FORM-14, FORM-15)', async () => {
    const { id, offer } = await refused('File wanted');
    const { acceptContext, sizeInBytes } = offeredFile(offer.activity)?.content ?? {};
    assert.deepEqual(acceptContext, { dealId: id }, 'an id, and no right');
    assert.equal((await ann.acceptFile(offer)).httpStatus, 200);
    await stage.teams.waitForPost(ann.id, isFile);
    const file = stage.teams.oneDrive.files.at(-1);
    assert.equal(file?.name, `deal-registration-${id}.csv`);
    assert.equal(Buffer.byteLength(file.text), sizeInBytes);
    assert.match(file.text, /^Referral ID,Registration Date/);
    assert.ok(file.text.includes(`\r\n${id},,AzureIPCoSell,`));
    const upload = stage.teams.oneDrive.uploads.at(-1);
    assert.deepEqual(
      [upload?.method, upload?.contentRange, upload?.authorization],
      ['PUT', `bytes 0-${file.text.length - 1}/${file.text.length}`, null],
    );
    await waitFor(() => offers(id) === 0, { what: 'the offer to go' });
  });

  it('holds the answers as they are when it is accepted, stands once, and can be declined', async () => {
    const { id, form, offer } = await refused('File of another day');
    await ann.click(form, 'dialog.back');
    await ann.click(form, 'deal.register', { ...answers(), contractValue: '240000' });
    stage.partnerCenter.fault(REFUSED);
    await ann.click(form, 'deal.register');
    await stage.teams.quiet();
    assert.equal(offers(id), 1);
    await ann.declineFile(offer);
    await stage.teams.waitForEdit(ann.id, offer, 'nothing lost');
    assert.equal(
      stage.teams.oneDrive.files.some(({ name }) => name.includes(id)),
      false,
    );
    stage.partnerCenter.fault(REFUSED);
    await ann.click(form, 'deal.register');
    const again = await stage.teams.waitForPost(ann.id, isOfferOf(id));
    const before = files();
    await ann.acceptFile(again);
    await waitFor(() => files() > before, { what: 'the file' });
    assert.match(stage.teams.oneDrive.files.at(-1)?.text ?? '', /240000,USD/);
  });

  it('that OneDrive does not keep is said, with its text, and can be accepted again; a repeated invoke uploads once', async () => {
    const { id, offer } = await refused('File in vain');
    const { oneDrive } = stage.teams;
    const isFailure = (post: Message) =>
      nowIn(stage.teams, ann, post).includes(id) &&
      /could not be put into your OneDrive[\s\S]*Nothing was lost[\s\S]*Referral ID,/.test(
        nowIn(stage.teams, ann, post),
      );
    const elsewhere = await oneDrive.open('elsewhere.csv');
    for (const fault of [{ status: 503 }, { status: 307, location: elsewhere.uploadUrl }]) {
      const before = stage.teams.posts(ann.id).filter(isFailure).length;
      oneDrive.fault(fault);
      await ann.acceptFile(offer);
      await waitFor(() => stage.teams.posts(ann.id).filter(isFailure).length > before, {
        what: 'the failure',
      });
    }
    assert.equal(offers(id), 1);
    const session = await oneDrive.open(`deal-registration-${id}.csv`);
    const before = files();
    await Promise.all([ann.acceptFile(offer, session), ann.acceptFile(offer, session)]);
    await waitFor(() => files() > before, { what: 'the file' });
    await stage.teams.quiet();
    assert.equal(files(), before + 1);
    assert.equal(oneDrive.uploads.filter(({ path }) => session.uploadUrl.endsWith(path)).length, 1);
  });

  it('goes to no foreign host, whoever names it', async () => {
    const { offer } = await refused('File for a stranger');
    const uploads = stage.teams.oneDrive.uploads.length;
    for (const uploadUrl of [
      'https://evil.example/',
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
    ]) {
      const before = stage.teams.posts(ann.id).length;
      assert.equal((await ann.acceptFile(offer, { uploadUrl })).httpStatus, 200);
      await waitFor(() => stage.teams.posts(ann.id).length > before, { what: 'an answer' });
      assert.match(nowIn(stage.teams, ann, stage.teams.posts(ann.id).at(-1) as Message), /could not be put/);
    }
    assert.equal(stage.teams.oneDrive.uploads.length, uploads);
    assert.equal((await ann.acceptFile(offer, { uploadUrl: 'no address' })).httpStatus, 400);
    assert.equal((await ann.invoke('fileConsent/invoke', { action: 'accept' }, offer.id)).httpStatus, 400);
  });

  it('is given to nobody who may not see the deal at that moment, and not after the registration ended', async () => {
    const { id, form, offer } = await refused('File without a role');
    const uploads = stage.teams.oneDrive.uploads.length;
    stage.partnerCenter.forbidden.add(ann.person.aadObjectId);
    await ann.acceptFile(offer);
    const answer = await stage.teams.waitForEdit(ann.id, offer, 'No access to this deal');
    assert.doesNotMatch(nowIn(stage.teams, ann, answer), /without a role/);
    stage.partnerCenter.forbidden.delete(ann.person.aadObjectId);

    stage.partnerCenter.fault(REFUSED);
    await ann.click(form, 'deal.register');
    const second = await stage.teams.waitForPost(ann.id, isOfferOf(id));
    await ann.click(form, 'dialog.cancel');
    await waitFor(() => offers(id) === 0, { what: 'the offer to go with the form' });
    await ann.acceptFile(second).catch(() => undefined);
    assert.equal(stage.teams.oneDrive.uploads.length, uploads);
  });

  it('is text to copy where the form stands in no chat of one’s own', async () => {
    const desk = stage.teams.groupChat([ann.person], { name: 'Deal desk' });
    await desk.install();
    const [{ id }, form] = await acceptedDeal(stage, ann, 'File for all');
    await ann.click(form, 'deal.won');
    await ann.click(form, 'deal.won', { confirm: 'true' });
    await ann.click(form, 'deal.register', answers());
    stage.partnerCenter.fault(REFUSED);
    const { text, card } = await desk.click(form, 'deal.register', {}, { on: ann.cardSeen(form) });
    assert.match(text, /copy the text below/);
    assert.ok(card && !buttonTitles(card).includes('Show as text'));
    await stage.teams.quiet();
    assert.equal(offers(id), 0);
    assert.equal(
      (await desk.invoke('fileConsent/invoke', { action: 'decline', context: { dealId: id } })).httpStatus,
      400,
    );
  });
});
