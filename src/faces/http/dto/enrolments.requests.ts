import { WholeNumber } from '../../../common/http/whole-number-field.decorator.js';
import { DeleteFaceParams } from './faces.requests.js';

/** PostgreSQL's `serial`. */
const ENCODING_ID_MAX = 2_147_483_647;

export class EncodingParams extends DeleteFaceParams {
  @WholeNumber({ maximum: ENCODING_ID_MAX, example: 1 })
  encoding_id!: number;
}
