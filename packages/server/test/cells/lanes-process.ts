import { readCommandLine } from '../../src/command-line.js';
import { lanesCommand } from '../../src/lanes-command.js';
import { describeFailure } from '../../src/start-failure.js';

/** `order-service lanes` as in production, and killed without warning after the step that KILL_AT names. */

const line = readCommandLine(['lanes', ...process.argv.slice(2)], { version: '', hasDatabase: false });
if ('text' in line || !line.lanes) throw new Error('text' in line ? line.text : 'not the command lanes');

const endWithTest = (): never => process.exit(1);
process.on('disconnect', endWithTest);
try {
  await lanesCommand(line.lanes, {
    write: (text) => void process.stdout.write(text),
    report: (text) => void process.stderr.write(text),
    onStep: (step) => {
      if (step === process.env.KILL_AT) process.kill(process.pid, 'SIGKILL');
    },
  });
} catch (error) {
  process.stderr.write(`${describeFailure(error).join('\n')}\n`);
  process.exitCode = 1;
}
process.off('disconnect', endWithTest);
process.disconnect();
