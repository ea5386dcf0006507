import assert from 'node:assert/strict';
import { endAfterTest } from './ends.ts';
import { FILE_CONSENT, FILE_INFO, fileProblem, offeredFile, OneDrive } from './teams-files.ts';

const CONTENT = { description: 'A file', sizeInBytes: 3, acceptContext: { dealId: 'd-1' } };
const OFFER = { contentType: FILE_CONSENT, name: 'f.csv', content: CONTENT };

describe('files in the Teams stand-in', () => {
  let drive: OneDrive;
  beforeEach(() => {
    drive = new OneDrive();
    endAfterTest(() => drive.stop());
  });
  type Method = 'PUT' | 'POST';
  const put = async (url: string, body: string, headers: Record<string, string>, method: Method = 'PUT') =>
    (await fetch(url, { method, body, headers })).status;

  it('are kept where the session is open, once, and only whole', async () => {
    const { uploadUrl, uniqueId, contentUrl, fileType } = await drive.open('f.csv');
    assert.equal(await put(uploadUrl, 'ab', { 'content-range': 'bytes 0-1/3' }), 202);
    assert.equal(await put(uploadUrl, 'abc', { 'content-range': 'bytes 0-2/3' }), 201);
    assert.equal(await put(uploadUrl, 'abc', { 'content-range': 'bytes 0-2/3' }), 404);
    assert.deepEqual(drive.files, [{ name: 'f.csv', text: 'abc', uniqueId, contentUrl, fileType }]);
  });

  it('are refused without a range, with a wrong one, with a token, and elsewhere', async () => {
    const { uploadUrl } = await drive.open('f.csv');
    const range = { 'content-range': 'bytes 0-2/3' };
    assert.equal(await put(uploadUrl, 'abc', {}), 400);
    assert.equal(await put(uploadUrl, 'abcd', range), 416);
    assert.equal(await put(uploadUrl, 'abc', { ...range, authorization: 'Bearer x' }), 401);
    assert.equal(await put(uploadUrl, 'abc', range, 'POST'), 405);
    assert.equal(await put(uploadUrl.replace('items/', 'items/x'), 'abc', range), 404);
    assert.deepEqual(drive.files, []);
  });

  it('are offered in personal chats only, with what Teams needs to know', () => {
    assert.equal(fileProblem(OFFER, true, []), null);
    assert.match(fileProblem(OFFER, false, []) ?? '', /personal/);
    assert.match(fileProblem({ ...OFFER, content: {} }, true, []) ?? '', /size/);
    assert.match(fileProblem({ contentType: FILE_CONSENT, content: CONTENT }, true, []) ?? '', /name/);
    assert.deepEqual(offeredFile({ attachments: [OFFER] }), { name: 'f.csv', content: CONTENT });
  });

  it('are shown only where they lie', () => {
    const file = {
      name: 'f.csv',
      text: 'a',
      uniqueId: 'U-1',
      contentUrl: 'https://x.example/f.csv',
      fileType: 'csv',
    };
    const { contentUrl } = file;
    const info = {
      contentType: FILE_INFO,
      name: 'f.csv',
      contentUrl,
      content: { uniqueId: 'U-1', fileType: 'csv' },
    };
    assert.equal(fileProblem(info, true, [file]), null);
    assert.match(fileProblem(info, true, []) ?? '', /no such file/);
  });
});
