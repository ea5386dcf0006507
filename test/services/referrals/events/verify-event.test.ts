import assert from 'node:assert/strict';
import { verifyEvent } from '../../../../services/referrals/events/verify-event.ts';
import { type Certificate, type CertificateWanted, rootCertificate } from '../../../support/certificates.ts';
import {
  type Authorities,
  authorities,
  type CertificateStore,
  certificateStore,
  MICROSOFT,
  refusing,
} from './event-stage.ts';

const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;
const BODY: Buffer = Buffer.from('{"EventName":"referral-updated","ResourceUri":"https://é.example/1"}');
const now = () => new Date();
const later = (milliseconds: number) => new Date(Date.now() + milliseconds);

describe('verifying an event (API-07)', () => {
  let ca: Authorities;
  let store: CertificateStore;

  before(async () => {
    ca = await authorities();
  });
  beforeEach(async () => {
    store = await certificateStore();
  });
  afterEach(() => store.stop());

  const chain = (...certificates: Certificate[]) => certificates.map(({ pem }) => pem).join('');
  const bytes = (base64: string) => Buffer.from(base64, 'base64');
  /** The verdict on an event signed by `signer`, whose certificate stands at `certificateUrl`. */
  const verdict = (certificateUrl: string, signer: Certificate = ca.signer, body = BODY, at = now()) =>
    verifyEvent(store.keys([ca.root]), { signature: bytes(signer.sign(body)), certificateUrl }, body, at);
  const refused = async (
    why: string,
    certificateUrl: string,
    signer?: Certificate,
    body?: Buffer,
    at?: Date,
  ) => assert.deepEqual(await verdict(certificateUrl, signer, body, at), { kind: 'refused', why });

  describe('believes one that Partner Center signed, whose certificate', () => {
    const files: Record<string, () => string | Buffer> = {
      'comes with its chain in PEM': () => chain(ca.signer, ca.microsoft),
      'comes with its chain and the root in PEM': () => chain(ca.signer, ca.microsoft, ca.root),
    };
    for (const [title, file] of Object.entries(files))
      it(title, async () => {
        assert.deepEqual(await verdict(store.put('/signer.cer', file())), { kind: 'genuine' });
      });

    const alone: Record<string, (certificate: Certificate) => string | Buffer> = {
      'stands alone in PEM': ({ pem }) => pem,
      'stands alone in DER': ({ der }) => der,
      'stands alone in base64': ({ der }) => der.toString('base64').replace(/.{64}/g, '$&\r\n'),
    };
    for (const [title, file] of Object.entries(alone))
      it(`${title}, and names its issuer's`, async () => {
        const issuerUrl = store.put('/issuer.crt', ca.microsoft.der);
        const signer = await ca.microsoft.issue({ subject: 'CN=signer', issuerUrl });
        assert.deepEqual(await verdict(store.put('/signer.cer', file(signer)), signer), { kind: 'genuine' });
        assert.deepEqual(store.asked, ['/signer.cer', '/issuer.crt']);
      });

    it('has two issuers between itself and the root', async () => {
      const policy = await ca.root.issue({
        subject: 'O=Microsoft Corporation, CN=Policy',
        isAuthority: true,
      });
      const below = {
        subject: MICROSOFT,
        isAuthority: true,
        issuerUrl: store.put('/policy.crt', policy.der),
      };
      const issuing = await policy.issue(below);
      const signer = await issuing.issue({
        subject: 'CN=signer',
        issuerUrl: store.put('/issuing.crt', issuing.pem),
      });
      assert.deepEqual(await verdict(store.put('/signer.cer', signer.pem), signer), { kind: 'genuine' });
    });
  });

  describe('refuses one', () => {
    const issued = async (wanted: Partial<CertificateWanted>, by: Certificate = ca.microsoft) => {
      const signer = await by.issue({ subject: 'CN=signer', ...wanted });
      return { signer, url: store.put('/signer.cer', chain(signer, by)) };
    };

    it('whose body was changed by one byte', async () => {
      const certificateUrl = store.put('/signer.cer', chain(ca.signer, ca.microsoft));
      const signature = bytes(ca.signer.sign(BODY));
      const changed = Buffer.concat([BODY, Buffer.from(' ')]);
      const given = await verifyEvent(store.keys([ca.root]), { signature, certificateUrl }, changed, now());
      assert.deepEqual(given, { kind: 'refused', why: 'signature' });
    });
    it('that another key signed, with the real certificate beside it', async () => {
      const thief = await ca.microsoft.issue({ subject: 'CN=thief' });
      await refused('signature', store.put('/signer.cer', chain(ca.signer, ca.microsoft)), thief);
    });
    it('signed with garbage as long as a signature', async () => {
      const certificateUrl = store.put('/signer.cer', chain(ca.signer, ca.microsoft));
      const signed = { signature: Buffer.alloc(256, 7), certificateUrl };
      const given = await verifyEvent(store.keys([ca.root]), signed, BODY, now());
      assert.deepEqual(given, { kind: 'refused', why: 'signature' });
    });
    it('whose certificate signed itself', async () => {
      const own = await (await rootCertificate(MICROSOFT)).issue({ subject: 'CN=signer' });
      await refused('untrusted', store.put('/own.cer', own.pem), own);
    });
    it('whose issuer only bears the name of the real one', async () => {
      const fake = await (await rootCertificate(MICROSOFT)).issue({ subject: 'CN=signer' });
      await refused('untrusted', store.put('/fake.cer', chain(fake, ca.microsoft)), fake);
    });
    it('whose root nobody trusts', async () => {
      const other = await (await rootCertificate('O=Other, CN=Other Root')).issue({
        subject: MICROSOFT,
        isAuthority: true,
      });
      const { signer, url } = await issued({}, other);
      await refused('untrusted', url, signer);
    });
    it('whose chain lacks a link, with nothing said of where it is', () =>
      refused('untrusted', store.put('/signer.cer', ca.signer.pem)));
    it('whose issuer may issue nothing', async () => {
      const notCa = await ca.microsoft.issue({ subject: MICROSOFT });
      const { signer, url } = await issued({}, notCa);
      await refused('untrusted', url, signer);
    });
    it('whose issuer is of another organisation', async () => {
      const other = await ca.root.issue({ subject: 'O=Contoso, CN=Issuing', isAuthority: true });
      const { signer, url } = await issued({}, other);
      await refused('organization', url, signer);
    });
    it('whose issuer hides the organisation in another field', async () => {
      const sly = 'O=Contoso, CN="O=Microsoft Corporation"';
      const other = await ca.root.issue({ subject: sly, isAuthority: true });
      const { signer, url } = await issued({}, other);
      await refused('organization', url, signer);
    });
    it('whose certificate has ended', async () => {
      const { signer, url } = await issued({ notBefore: later(-9 * DAY), notAfter: later(-DAY) });
      await refused('expired', url, signer);
    });
    it('whose certificate has not begun', async () => {
      const { signer, url } = await issued({ notBefore: later(DAY) });
      await refused('notYetValid', url, signer);
    });
    it('whose issuer has ended', async () => {
      const old = {
        subject: MICROSOFT,
        isAuthority: true,
        notBefore: later(-9 * DAY),
        notAfter: later(-DAY),
      };
      const { signer, url } = await issued({}, await ca.root.issue(old));
      await refused('expired', url, signer);
    });
    it('with a key that is too short', async () => {
      const { signer, url } = await issued({ key: 'rsa1024' });
      await refused('unfitForSigning', url, signer);
    });
    it('whose certificate is signed with SHA-1', async () => {
      const { signer, url } = await issued({ hash: 'SHA-1' });
      await refused('untrusted', url, signer);
    });
    it('with a key that is no RSA key', async () => {
      const { signer, url } = await issued({ key: 'ec' });
      await refused('unfitForSigning', url, signer);
    });
    it('signed by an issuer itself', async () => {
      const authority = await ca.microsoft.issue({ subject: 'CN=sub', isAuthority: true, key: 'rsa' });
      await refused('unfitForSigning', store.put('/sub.cer', chain(authority, ca.microsoft)), authority);
    });

    const downloads: Record<string, (put: CertificateStore['put']) => string> = {
      'whose certificate is not there': () => `${store.url}/none.cer`,
      'whose certificate is no certificate': (put) => put('/x.cer', '<html>hello</html>'),
      'whose certificate is empty': (put) => put('/x.cer', ''),
      'whose certificate is very long': (put) => put('/x.cer', ca.signer.pem.repeat(40)),
      'whose certificate is behind a redirect': (put) => {
        const location = put('/real.cer', chain(ca.signer, ca.microsoft));
        return put('/x.cer', refusing(302, { location }));
      },
      'whose certificate comes with a failure': (put) =>
        put('/x.cer', refusing(500, {}, chain(ca.signer, ca.microsoft))),
      'whose certificate breaks off': (put) =>
        put('/x.cer', (_, response) => {
          response.writeHead(200, { 'content-length': '5000' });
          response.write('-----BEGIN');
          response.destroy();
        }),
    };
    for (const [title, file] of Object.entries(downloads))
      it(title, () =>
        refused(
          'noCertificate',
          file((path, content) => store.put(path, content)),
        ),
      );

    it('whose issuer stands at an address that is not believed, which is never asked', async () => {
      const elsewhere = await certificateStore();
      try {
        const issuerUrl = elsewhere.put('/issuer.crt', ca.microsoft.der);
        const signer = await ca.microsoft.issue({ subject: 'CN=signer', issuerUrl });
        await refused('untrusted', store.put('/signer.cer', signer.pem), signer);
        assert.deepEqual(elsewhere.asked, []);
      } finally {
        await elsewhere.stop();
      }
    });
    it('whose issuers go on without end', async () => {
      let issuer = ca.root;
      for (const level of ['1', '2', '3', '4', '5'])
        issuer = await issuer.issue({
          subject: `O=Microsoft Corporation, CN=CA ${level}`,
          isAuthority: true,
          issuerUrl: store.put(`/${level}.crt`, issuer.der),
        });
      const issuerUrl = store.put('/last.crt', issuer.der);
      const signer = await issuer.issue({ subject: 'CN=signer', issuerUrl });
      await refused('untrusted', store.put('/signer.cer', signer.pem), signer);
      assert.equal(store.asked.length, 4);
    });
  });

  describe('costs little', () => {
    it('as a certificate is fetched once, however many events come at once', async () => {
      const certificateUrl = store.put('/signer.cer', chain(ca.signer, ca.microsoft));
      const keys = store.keys([ca.root]);
      const signature = bytes(ca.signer.sign(BODY));
      const verify = () => verifyEvent(keys, { signature, certificateUrl }, BODY, now());
      const verdicts = await Promise.all([verify(), verify(), verify()]);
      assert.deepEqual(
        [...verdicts, await verify()].map(({ kind }) => kind),
        ['genuine', 'genuine', 'genuine', 'genuine'],
      );
      assert.deepEqual(store.asked, ['/signer.cer']);
    });
    it('as an address that was refused is not asked again at once', async () => {
      const keys = store.keys([ca.root]);
      const event = { signature: Buffer.alloc(256), certificateUrl: `${store.url}/none.cer` };
      await verifyEvent(keys, event, BODY, now());
      await verifyEvent(keys, event, BODY, now());
      assert.equal(store.asked.length, 1);
      await verifyEvent(keys, event, BODY, later(2 * MINUTE));
      assert.equal(store.asked.length, 2);
    });
    it('as made-up addresses are fetched 30 times a minute, and a known key is used all the same', async () => {
      const certificateUrl = store.put('/signer.cer', chain(ca.signer, ca.microsoft));
      const keys = store.keys([ca.root]);
      const genuine = { signature: bytes(ca.signer.sign(BODY)), certificateUrl };
      const at = now();
      await verifyEvent(keys, genuine, BODY, at);
      for (let n = 0; n < 50; n += 1) {
        const forged = { signature: Buffer.alloc(256), certificateUrl: `${store.url}/${n}.cer` };
        await verifyEvent(keys, forged, BODY, at);
      }
      assert.equal(store.asked.length, 30);
      assert.deepEqual(await verifyEvent(keys, genuine, BODY, at), { kind: 'genuine' });
    });
    it('as forged signatures have the certificate fetched again only now and then', async () => {
      const certificateUrl = store.put('/signer.cer', chain(ca.signer, ca.microsoft));
      const keys = store.keys([ca.root]);
      const forged = { signature: Buffer.alloc(256), certificateUrl };
      for (const at of [now(), later(MINUTE), later(11 * MINUTE), later(12 * MINUTE), later(13 * MINUTE)])
        await verifyEvent(keys, forged, BODY, at);
      assert.equal(store.asked.length, 2);
    });
  });

  describe('keeps up with a certificate', () => {
    it('that is renewed at the same address', async () => {
      const certificateUrl = store.put('/signer.cer', chain(ca.signer, ca.microsoft));
      const keys = store.keys([ca.root]);
      const signed = (by: Certificate) => ({ signature: bytes(by.sign(BODY)), certificateUrl });
      assert.equal((await verifyEvent(keys, signed(ca.signer), BODY, now())).kind, 'genuine');
      const next = await ca.microsoft.issue({ subject: 'CN=signer' });
      store.put('/signer.cer', chain(next, ca.microsoft));
      assert.equal((await verifyEvent(keys, signed(next), BODY, later(20 * MINUTE))).kind, 'genuine');
    });
    it('that cannot be fetched for a while: the known key goes on', async () => {
      const certificateUrl = store.put('/signer.cer', chain(ca.signer, ca.microsoft));
      const keys = store.keys([ca.root]);
      const genuine = { signature: bytes(ca.signer.sign(BODY)), certificateUrl };
      await verifyEvent(keys, genuine, BODY, now());
      store.put('/signer.cer', refusing(503));
      const at = later(20 * MINUTE);
      await verifyEvent(keys, { ...genuine, signature: Buffer.alloc(256) }, BODY, at);
      assert.deepEqual(await verifyEvent(keys, genuine, BODY, at), { kind: 'genuine' });
    });
    it('that ends while it is known: the event after it is refused', async () => {
      const short = await ca.microsoft.issue({ subject: 'CN=signer', notAfter: later(MINUTE) });
      const certificateUrl = store.put('/signer.cer', chain(short, ca.microsoft));
      const keys = store.keys([ca.root]);
      const event = { signature: bytes(short.sign(BODY)), certificateUrl };
      assert.deepEqual(await verifyEvent(keys, event, BODY, now()), { kind: 'genuine' });
      assert.deepEqual(await verifyEvent(keys, event, BODY, later(2 * MINUTE)), {
        kind: 'refused',
        why: 'expired',
      });
    });
  });
});
