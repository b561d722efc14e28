import { createServer } from 'node:http';

const { GCE_METADATA_HOST = 'metadata.google.internal', GREETING = 'Hello', PORT } = process.env;

/** What the project's metadata says at this moment. */
async function colour() {
  const url = `http://${GCE_METADATA_HOST}/computeMetadata/v1/project/attributes/colour`;
  const answer = await fetch(url, { headers: { 'Metadata-Flavor': 'Google' } });
  return answer.ok ? await answer.text() : null;
}

const server = createServer(async (request, response) => {
  console.log(`painting ${request.url}`);
  response.end(JSON.stringify({ greeting: GREETING, colour: await colour() }));
});
server.listen(PORT);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
