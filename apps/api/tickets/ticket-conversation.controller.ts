import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type CommandAnswer } from '../requests/command-answer.js';
import { compact } from '../requests/compact.js';
import { Ask, type Asking, Changes } from './asking.js';
import {
  AnswerDto,
  CallDto,
  ConsentDto,
  InformationRequestDto,
  NoteDto,
  ReplyDto,
  UpdateDto,
  WishDto,
} from './dto/conversation.dto.js';
import { TicketChanges } from './ticket-changes.js';

@ApiTags('tickets')
@Controller('api/v1/tickets/:ticket')
export class TicketConversationController {
  constructor(private readonly tickets: TicketChanges) {}

  @Post('replies')
  @Changes('ticket.reply', 'The customer replies')
  reply(@Ask() asking: Asking, @Body() dto: ReplyDto): Promise<CommandAnswer> {
    const { text, channel, supplies } = dto;
    return this.tickets.change(asking, dto, compact({ type: 'Reply' as const, text, channel, supplies }));
  }

  @Post('answers')
  @Changes('ticket.answer', 'Staff answer')
  answer(@Ask() asking: Asking, @Body() dto: AnswerDto): Promise<CommandAnswer> {
    const { text, channel, solution } = dto;
    return this.tickets.change(asking, dto, { type: 'Answer', text, channel, solution });
  }

  @Post('information-requests')
  @Changes('ticket.request-info', 'Ask the customer for what is missing; clocks that wait for him stand')
  requestInformation(@Ask() asking: Asking, @Body() dto: InformationRequestDto): Promise<CommandAnswer> {
    const { text, items } = dto;
    return this.tickets.change(asking, dto, compact({ type: 'RequestInformation' as const, text, items }));
  }

  @Post('updates')
  @Changes('ticket.inform', 'Tell the customer how it goes, and when he hears again')
  inform(@Ask() asking: Asking, @Body() dto: UpdateDto): Promise<CommandAnswer> {
    const { text, channel, nextUpdateBy } = dto;
    const command = compact({ type: 'InformCustomer' as const, text, channel, nextUpdateBy });
    return this.tickets.change(asking, dto, command);
  }

  @Post('notes')
  @Changes('ticket.note', 'Note, seen by the customer or internal')
  note(@Ask() asking: Asking, @Body() dto: NoteDto): Promise<CommandAnswer> {
    const { text, visibility, kind } = dto;
    return this.tickets.change(asking, dto, compact({ type: 'AddNote' as const, text, visibility, kind }));
  }

  @Post('calls')
  @Changes('ticket.log-call', 'A call with the customer took place, or was declined')
  logCall(@Ask() asking: Asking, @Body() dto: CallDto): Promise<CommandAnswer> {
    const { call, channel, declined } = dto;
    return this.tickets.change(asking, dto, compact({ type: 'LogCall' as const, call, channel, declined }));
  }

  @Post('consents')
  @Changes('ticket.consent', 'The customer permits something, or does not')
  consent(@Ask() asking: Asking, @Body() dto: ConsentDto): Promise<CommandAnswer> {
    const { kind, given, text } = dto;
    return this.tickets.change(asking, dto, compact({ type: 'RecordConsent' as const, kind, given, text }));
  }

  @Post('wishes')
  @Changes('ticket.wish', 'A wish for the product')
  wish(@Ask() asking: Asking, @Body() dto: WishDto): Promise<CommandAnswer> {
    return this.tickets.change(asking, dto, { type: 'RecordWish', text: dto.text });
  }
}
