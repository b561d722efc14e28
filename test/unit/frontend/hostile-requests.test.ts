import { expect, test } from 'vitest';
import type { RequestRecord } from '../../../src/core/index.ts';
import { sendRaw, startTestFrontEnd } from '../../support/http-peers.ts';
import { startRecordingApp, statusesIn } from '../../support/recording-app.ts';
import { hostileRequests } from './hostile-requests.ts';

test.each(hostileRequests)('$name', async ({ bytes, statuses, logged, reaches }) => {
  await using app = await startRecordingApp();
  const records: RequestRecord[] = [];
  const onRequest = (record: RequestRecord) => records.push(record);
  const frontEnd = await startTestFrontEnd(app.address, { onRequest });
  const answers = await sendRaw(frontEnd, bytes);
  await frontEnd[Symbol.asyncDispose]();
  expect(statusesIn(answers)).toEqual(statuses);
  expect((await app.taken()).sort()).toEqual(reaches);
  expect(records.map(({ status }) => status).sort()).toEqual(logged ?? statuses);
});
