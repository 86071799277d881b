import { createRootLogger } from '../../../src/common/logging/root-logger.js';

/** Logs what it is told. Argument: the folder of the log files. */
const logger = await createRootLogger('info', process.argv[2] ?? '');
process.on('message', (message: string) => logger.info(message));
process.send?.('ready');
