import assert from 'node:assert/strict';
import { uploadFile } from '../../../bot/files/upload-file.ts';
import { endAfterTest } from '../../support/ends.ts';
import { OneDrive } from '../../support/teams-files.ts';

describe('uploading a file', () => {
  let drive: OneDrive;
  beforeEach(() => {
    drive = new OneDrive();
    endAfterTest(() => drive.stop());
  });

  it('puts all of it into the session, with its range in bytes and without a token', async () => {
    const { uploadUrl } = await drive.open('f.csv');
    assert.equal(await uploadFile(uploadUrl, 'é,1', 'text/csv'), true);
    assert.deepEqual(
      drive.files.map(({ name, text }) => [name, text]),
      [['f.csv', 'é,1']],
    );
    const [upload] = drive.uploads;
    assert.deepEqual(
      [upload?.method, upload?.contentRange, upload?.authorization],
      ['PUT', 'bytes 0-3/4', null],
    );
  });

  it('follows no redirect', async () => {
    const { uploadUrl } = await drive.open('f.csv');
    const elsewhere = await drive.open('other.csv');
    drive.fault({ status: 307, location: elsewhere.uploadUrl });
    assert.equal(await uploadFile(uploadUrl, 'a', 'text/csv'), false);
    assert.equal(drive.uploads.length, 1);
    assert.deepEqual(drive.files, []);
  });

  for (const status of [202, 400, 404, 500]) {
    it(`has failed where OneDrive answers ${status}`, async () => {
      const { uploadUrl } = await drive.open('f.csv');
      drive.fault({ status });
      assert.equal(await uploadFile(uploadUrl, 'a', 'text/csv'), false);
    });
  }

  it('has failed where nobody answers, or there is no such session', async () => {
    const { uploadUrl } = await drive.open('f.csv');
    assert.equal(await uploadFile(`${uploadUrl}/other`, 'a', 'text/csv'), false);
    await drive.stop();
    assert.equal(await uploadFile(uploadUrl, 'a', 'text/csv'), false);
  });

  it('sends nothing that is empty or larger than 16 mebibytes', async () => {
    const { uploadUrl } = await drive.open('f.csv');
    assert.equal(await uploadFile(uploadUrl, '', 'text/csv'), false);
    assert.equal(await uploadFile(uploadUrl, 'x'.repeat(32 * 1024 * 1024 + 1), 'text/csv'), false);
    assert.deepEqual(drive.uploads, []);
  });
});
