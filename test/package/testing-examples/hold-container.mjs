// Says which container it has started, and stops nothing; with the argument `hold` it stays until it is killed.
import { FlexAppContainer } from 'flexbuild/testing/testcontainers';
import { Wait } from 'testcontainers';

const app = await new FlexAppContainer('./shop').withWaitStrategy(Wait.forListeningPorts()).start();
console.log(app.getId());
if (process.argv[2] === 'hold') setInterval(() => {}, 60_000);
