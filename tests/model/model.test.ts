import { startTestServer, type TestServer } from '../support/server';
import { tryModel } from './trial';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test("whatever is asked in whatever order, the answers and the rows are the model's", async () => {
  await tryModel(server, 12, 30);
});
