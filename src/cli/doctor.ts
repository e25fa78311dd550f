import { Command } from 'commander';
import { diagnose, type Diagnosis } from '../notebook/diagnosis.js';
import { print, printText } from './terminal.js';

/**
 * One French line for each part of the course.
 *
 * @param diagnosis what {@link diagnose} found
 */
export function diagnosisLines(diagnosis: Diagnosis): string[] {
  const marks = {
    live: '● réel      ',
    simulated: '○ simulé    ',
    recorded: '○ enregistré',
    missing: '– absent    ',
  };
  return diagnosis.findings.map(({ subject, state, found, remedy }) => {
    const advice = remedy === undefined ? '' : ` → ${remedy}`;
    return `${marks[state]}  ${subject} : ${found}${advice}`;
  });
}

/** What `npm start` prints of this machine. */
export async function describeMachine(): Promise<string[]> {
  return diagnosisLines(await diagnose());
}

/** `sonde doctor [--json]` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('dit ce qui est réel et ce qui est simulé sur cette machine')
    .option('--json', 'la même chose pour un programme')
    .action(async ({ json }: { json?: true }) => {
      const diagnosis = await diagnose();
      const heading = `Sonde sur Node ${diagnosis.node}, ${diagnosis.platform}`;
      if (json) printText(JSON.stringify(diagnosis, null, 2));
      else print(heading, ...diagnosisLines(diagnosis));
    });
}
