import assert from 'node:assert/strict';
import { parseEventHeaders } from '../../../../services/referrals/events/event-headers.ts';

const HOST = '3psostorageacct.blob.core.windows.net';
const CERTIFICATE = `https://${HOST}/cert/pcnotifications-dispatch.microsoft.com.cer`;
const BASE64 = Buffer.alloc(256, 1).toString('base64');
const SOURCES = { hosts: new Set([HOST, '127.0.0.1:8080']), allowLoopback: false };
const GOOD = {
  authorization: `Signature ${BASE64}`,
  'x-ms-certificate-url': CERTIFICATE,
  'x-ms-signature-algorithm': 'rsa-sha256',
};

describe('the headers of an event (API-07)', () => {
  const read = (changes: Record<string, string | undefined> = {}, sources = SOURCES) => {
    const headers = parseEventHeaders({ ...GOOD, ...changes }, sources);
    return headers.kind === 'unfit' ? headers.why : headers.kind;
  };

  it('give the signature and where its certificate is', () => {
    assert.deepEqual(parseEventHeaders(GOOD, SOURCES), {
      kind: 'signed',
      signature: Buffer.alloc(256, 1),
      certificateUrl: CERTIFICATE,
    });
  });
  it('may carry the signature beside a bearer token that a proxy put in', () => {
    assert.equal(read({ authorization: 'Bearer x', 'x-ms-signature': `Signature ${BASE64}` }), 'signed');
  });
  it('may spell scheme and algorithm in capitals', () => {
    assert.equal(
      read({ authorization: `SIGNATURE ${BASE64}`, 'x-ms-signature-algorithm': 'RSA-SHA256' }),
      'signed',
    );
  });

  for (const name of Object.keys(GOOD))
    it(`are missing one without ${name}`, () => {
      assert.equal(read({ [name]: undefined }), 'missing');
      assert.equal(read({ [name]: ' ' }), 'missing');
    });

  const SIGNATURES = {
    'another scheme': `Bearer ${BASE64}`,
    'no base64': `Signature ${'*'.repeat(344)}`,
    'a short one': 'Signature AAAA',
    'a very long one': `Signature ${'A'.repeat(5000)}`,
    'two of them': `Signature ${BASE64}, Signature ${BASE64}`,
  };
  for (const [what, signature] of Object.entries(SIGNATURES))
    it(`are unfit with ${what} as signature`, () => {
      assert.equal(read({ authorization: signature }), 'signatureScheme');
    });

  for (const algorithm of ['rsa-sha1', 'none', 'hmac-sha256', 'rsa-sha256,rsa-sha1'])
    it(`are unfit with the algorithm ${algorithm}`, () => {
      assert.equal(read({ 'x-ms-signature-algorithm': algorithm }), 'algorithm');
    });

  const ADDRESSES = {
    'plain http': CERTIFICATE.replace('https', 'http'),
    'another host': 'https://evil.example/cert/a.cer',
    'a host that ends alike': `https://evil${HOST}/a.cer`,
    'a host that begins alike': `https://${HOST}.evil.example/a.cer`,
    'another port': `https://${HOST}:8443/a.cer`,
    'a name before the host': `https://${HOST}@evil.example/a.cer`,
    'a name and the host': `https://user@${HOST}/a.cer`,
    'a query': `${CERTIFICATE}?sig=1`,
    'a fragment': `${CERTIFICATE}#a`,
    'a file': 'file:///etc/passwd',
    'no address': 'cert/a.cer',
    'a very long one': `https://${HOST}/${'a'.repeat(600)}`,
    'the cloud’s own metadata': 'http://169.254.169.254/metadata',
    'this machine': 'http://127.0.0.1:8080/a.cer',
  };
  for (const [what, address] of Object.entries(ADDRESSES))
    it(`are unfit with ${what} as address of the certificate`, () => {
      assert.equal(read({ 'x-ms-certificate-url': address }), 'certificateUrl');
    });

  it('may lead to this machine where Partner Center itself is on it, and nowhere else by http', () => {
    const sources = { hosts: new Set([HOST, '127.0.0.1:8080']), allowLoopback: true };
    assert.equal(read({ 'x-ms-certificate-url': 'http://127.0.0.1:8080/a.cer' }, sources), 'signed');
    assert.equal(read({ 'x-ms-certificate-url': 'http://127.0.0.1:8081/a.cer' }, sources), 'certificateUrl');
    assert.equal(read({ 'x-ms-certificate-url': ADDRESSES['plain http'] }, sources), 'certificateUrl');
  });
});
