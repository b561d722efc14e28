// Keeps an app's container until it is killed, and says which one.
import { FlexAppContainer } from 'flexbuild/testing/testcontainers';
import { Wait } from 'testcontainers';

const app = await new FlexAppContainer('./shop').withWaitStrategy(Wait.forListeningPorts()).start();
console.log(app.getId());
