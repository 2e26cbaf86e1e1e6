/** The door of the hall: what pages, jobs and later modules may call. */
export {
  checkIn,
  issueAtCounter,
  issueTicket,
  markShown,
  presentDevice,
  presentTicket,
  TicketWish,
  visitorStep,
  type Ticket,
  type VisitorStep,
} from './tickets.ts';
export {
  callNext,
  callNumber,
  closeForgotten,
  closeLoket,
  loketStep,
  makeDevice,
  openLoket,
  reclass,
  takeBack,
  transfer,
  type Called,
  type LoketStep,
} from './counter.ts';
export {
  findToday,
  getBoard,
  getBoardEvents,
  getCounter,
  getDayFigures,
  getHall,
  getManager,
  getTicket,
  legsServed,
  SITE,
  whyFirst,
  type Board,
  type BoardEvent,
  type CounterView,
  type DayFigures,
  type HallAgency,
  type TicketView,
  type WhyAnswer,
} from './views.ts';
export {
  appointmentFile,
  book,
  BookingWish,
  cancelBooking,
  getAppointment,
  getSeats,
  type Appointment,
  type BookingDay,
} from './bookings.ts';
export { getBestTimes, getCalibration, getQueueMonitors, getStaffing, type Calibration, type Staffing } from './planning.ts';
export { addPrinter, getPrinters, printTicket, removePrinter, reprint, type PrinterView } from './printing.ts';
