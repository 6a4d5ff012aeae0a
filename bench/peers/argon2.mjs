/** Passwords verified by the hashing library alone, as many at once as the server allows itself. */
import { verify } from '@node-rs/argon2';
import { runClients } from '../measure.mjs';

process.on('message', ({ count, atOnce, passwordHash, password }) => {
  const jobs = Array.from({ length: count }, () => passwordHash);
  runClients(atOnce, jobs, async (hash) => {
    if (!(await verify(hash, password))) throw new Error('not verified');
  }).then(
    (latencies) => process.send({ latencies }),
    (error) => process.send({ error: String(error.stack) }),
  );
});
process.once('disconnect', () => undefined);
