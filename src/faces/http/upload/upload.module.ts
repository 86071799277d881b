import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { AuthModule } from '../../../auth/auth.module.js';
import { EmbeddingModule } from '../../embedding/embedding.module.js';
import { OverloadMiddleware } from './overload.middleware.js';
import { photoRoutesOf } from './photo-routes.js';
import { UPLOAD_BUDGET_BYTES, UploadBudget } from './upload-budget.js';

/** What every route with `ReadPhotos` shares, whichever module its controller is in. */
@Module({
  imports: [AuthModule, DiscoveryModule, EmbeddingModule],
  providers: [{ provide: UploadBudget, useFactory: () => new UploadBudget(UPLOAD_BUDGET_BYTES) }],
  exports: [EmbeddingModule, UploadBudget],
})
export class UploadModule implements NestModule {
  constructor(private readonly discovery: DiscoveryService) {}

  configure(consumer: MiddlewareConsumer): void {
    const controllers = this.discovery.getControllers().map(({ metatype }) => metatype);
    consumer.apply(OverloadMiddleware).forRoutes(...controllers.flatMap(photoRoutesOf));
  }
}
