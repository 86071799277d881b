import type { Command } from 'commander';

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('the key that protects stored encodings');
  keys
    .command('rotate')
    .description(
      'bring every stored encoding under TEMPLATE_KEY, from TEMPLATE_KEY_PREVIOUS or from none; go on where it was interrupted',
    )
    .action(async () => (await import('../security/keys-rotate.js')).keysRotate());
}
