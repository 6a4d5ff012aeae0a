import { systemClock } from '../clock';
import { readConfig } from '../config';
import { signDemoToken, writeDemoIssuer } from '../demo/demo-identity';
import { IDENTITY_PART_MAX_CHARACTERS } from '../domain/identities';
import { characterCount } from '../domain/text';
import { StartupFault } from '../startup-fault';
import { EXIT, UsageFault, type Command } from './command';

export const demoIdentityToken: Command = {
  summary: 'prints a token of the demo identity provider; refused in production',
  details: [
    'For loginWithIdentity and linkIdentity on a server that npm start runs. The token is good for 10 minutes. ' +
      'Another server trusts it if IDENTITY_ISSUERS names demo-identity-issuers.json in the data folder.',
  ],
  options: {
    subject: { value: 'NAME', required: true, description: 'The user, as the provider names them.' },
  },
  run: async (args, out) => {
    const config = readConfig();
    if (config.production) throw new StartupFault('The demo identity provider is refused in production.');
    const subject = args.text('subject');
    const length = characterCount(subject);
    if (length < 1 || length > IDENTITY_PART_MAX_CHARACTERS)
      throw new UsageFault(`--subject has 1 to ${IDENTITY_PART_MAX_CHARACTERS} characters.`);
    writeDemoIssuer(config);
    const token = await signDemoToken(config, subject, systemClock());
    out.result({ token }, token);
    return EXIT.done;
  },
};
