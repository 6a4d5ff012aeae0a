/**
 * Verifies a proof that `export-proof`, the console or the client package wrote, with nothing but Node:
 *
 *   node verify-proof.mjs PROOF.json [ANCHOR.json ...]
 *
 * Anchors are files of `export-anchor` that you keep outside the platform. Without one, a valid proof is consistent in
 * itself; with one, its seal is also the one that the platform showed when the anchor was written.
 * Exit code 0: valid, 1: invalid, 2: a file cannot be read.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TextDecoder } from 'node:util';

class Invalid extends Error {
  name = 'Invalid';
}
function require(condition, where, problem) {
  if (!condition) throw new Invalid(`${where}: ${problem}`);
}
const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const HASH = /^[0-9a-f]{64}$/;
const isHash = (value) => typeof value === 'string' && HASH.test(value);

/** Every byte counts: a file in any other layout than that of its writer was changed. */
function read(bytes, format) {
  let value;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Invalid('file: is not JSON in UTF-8');
  }
  const written = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  require(written.equals(bytes), 'file', 'the layout is not that of the format');
  require(value?.format === format, 'format', `is not ${format}`);
  return value;
}

function hasFields(value, where, names) {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  require(isObject &&
    Object.keys(value).join() === names.join(), where, `has other fields than ${names.join(', ')}`);
}

function parsed(text, where) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Invalid(`${where}: is not JSON`);
  }
}

/** RFC 9162, 2.1.3.2: leads from a leaf at `index` of `size` leaves to the root. */
function rootOf(leaf, index, size, path) {
  let hash = sha256(Buffer.from([0]), leaf);
  let [place, last] = [index, size - 1];
  for (const sibling of path) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      hash = sha256(Buffer.from([1]), sibling, hash);
      while (place % 2 === 0 && place > 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else hash = sha256(Buffer.from([1]), hash, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash.toString('hex') : null;
}

const SEAL = ['id', 'sealedAt', 'epoch', 'firstSequence', 'lastSequence', 'root', 'auditSequence'];

function verifyProof(proof, requestId, at) {
  hasFields(proof, at, ['seal', 'leaf', 'sequence', 'path', 'auditEntry']);
  const { leaf, sequence, path, seal, auditEntry } = proof;
  hasFields(seal, `${at}.seal`, SEAL);
  hasFields(auditEntry, `${at}.auditEntry`, ['id', 'canonical', 'previousHash', 'hash']);
  const { canonical, previousHash, hash } = auditEntry;
  require(typeof leaf === 'string', `${at}.leaf`, 'is not a text');
  require(Array.isArray(path) && path.every(isHash), `${at}.path`, 'is not a list of hashes');

  // The audit entry: its hash covers its text and the hash of the entry before it.
  const hashed = sha256(`${previousHash}\n${canonical}`).toString('hex');
  require(hashed === hash, `${at}.auditEntry`, 'canonical and previousHash do not have this hash');
  const entry = parsed(canonical, `${at}.auditEntry.canonical`);
  require(entry?.action === 'SEALED', `${at}.auditEntry.canonical`, 'is no seal');
  const sealed = parsed(entry.after, `${at}.auditEntry.canonical`);
  const recorded = { ...sealed, id: entry.id, sealedAt: entry.at, auditSequence: entry.sequence };
  require(auditEntry.id === entry.id, `${at}.auditEntry.id`, 'is not that of canonical');
  for (const name of SEAL)
    require(seal[name] === recorded[name], `${at}.seal.${name}`, 'is not what the audit entry holds');

  // The leaf: a part of the tree that has the sealed root.
  const size = seal.lastSequence - seal.firstSequence + 1;
  const index = sequence - seal.firstSequence;
  require(Number.isSafeInteger(sequence) &&
    index >= 0 &&
    index < size, `${at}.sequence`, 'is outside the seal');
  const settled = parsed(leaf, `${at}.leaf`);
  require(settled?.sequence === sequence, `${at}.sequence`, 'is not that of the leaf');
  const siblings = path.map((each) => Buffer.from(each, 'hex'));
  require(rootOf(leaf, index, size, siblings) ===
    seal.root, `${at}.leaf, ${at}.path`, 'do not lead to the root');
  require(settled.requestId === requestId, 'requestId', `is not that of ${at}.leaf`);
  return `entry ${sequence} (${settled.type}) is in the seal ${seal.firstSequence}-${seal.lastSequence} of ${seal.sealedAt}`;
}

function verifyAnchor(anchor, { seal, auditEntry }, at) {
  require(Array.isArray(anchor.seals), 'seals', 'is not a list');
  const anchored = anchor.seals.find((each) => each?.auditSequence === seal.auditSequence);
  if (anchored === undefined) return false;
  const isSame = SEAL.every((name) => anchored[name] === seal[name]) && anchored.hash === auditEntry.hash;
  require(isSame, `${at}.seal`, 'is not the seal that the anchor holds');
  return true;
}

/** @returns a line for each proof of the file. @throws Invalid with the place in the file */
export function verifyFile(bytes, anchorFiles = []) {
  const { requestId, proofs, ...rest } = read(bytes, 'event-reward-proof/1');
  require(Object.keys(rest).join() === 'format', 'file', 'has other fields than format, requestId, proofs');
  require(Array.isArray(proofs) && proofs.length > 0, 'proofs', 'is not a list with proofs');
  const anchors = anchorFiles.map((each) => read(each, 'event-reward-anchor/1'));
  const lines = proofs.map((proof, place) => {
    const line = verifyProof(proof, requestId, `proofs[${place}]`);
    const anchored = anchors.filter((anchor) => verifyAnchor(anchor, proof, `proofs[${place}]`)).length;
    if (anchors.length === 0) return line;
    return `${line}, ${anchored > 0 ? 'and in an anchor' : 'but in no anchor given'}`;
  });
  return [`valid: request ${requestId}`, ...lines];
}

function main(paths) {
  if (paths.length === 0) throw new Error('Usage: node verify-proof.mjs PROOF.json [ANCHOR.json ...]');
  const [proof, ...anchors] = paths.map((path) => readFileSync(path));
  console.log(verifyFile(proof, anchors).join('\n'));
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    const isInvalid = error instanceof Invalid;
    if (isInvalid) console.log(`invalid: ${error.message}`);
    else console.error(error.message);
    process.exitCode = isInvalid ? 1 : 2;
  }
}
