/** Why a request was given up whose client went away before its answer. Everyday, and nobody is there to be told. */
export class ClientGone extends Error {
  constructor() {
    super('the client went away');
    this.name = 'ClientGone';
  }
}
