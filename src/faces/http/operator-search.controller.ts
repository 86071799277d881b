import { Controller, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../auth/auth.decorators.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { RequestLocale } from '../../common/http/locale.js';
import type { Locale } from '../../common/locales.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import { OperatorSearchService } from '../recognition/operator-search.service.js';
import { PhotoForm } from './dto/faces.requests.js';
import type { IdentifyFacesResponse } from './dto/faces.responses.js';
import { DocumentIdentifyFaces } from './faces.docs.js';
import * as present from './faces.presenter.js';
import { KnownQueryGuard } from './known-query.guard.js';
import { Photos } from './upload/photos.decorator.js';
import { ReadPhotos } from './upload/read-photos.decorator.js';

/** What operators find out beyond who one person is. */
@ApiTags('faces')
@UseGuards(KnownQueryGuard)
@Controller('ml')
export class OperatorSearchController {
  constructor(private readonly operators: OperatorSearchService) {}

  @Post('identify-faces')
  @ReadPhotos(PhotoForm)
  @DocumentIdentifyFaces()
  async identifyFaces(
    @CurrentUser() caller: AuthenticatedUser,
    @Photos() upload: PhotoUpload,
    @RequestLocale() locale: Locale,
  ): Promise<IdentifyFacesResponse> {
    return present.identifiedFaces(await this.operators.identifyFaces(upload, caller), locale);
  }
}
