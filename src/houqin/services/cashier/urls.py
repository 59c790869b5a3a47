"""Addresses of the cashier's pages."""

from django.urls import path

from houqin.kernel.web.importing.views import import_patterns
from houqin.services.cashier.views import books, desk, exports, lists, months, reconcile, wallet

app_name = "cashier"
urlpatterns = [
    path("wallet/", wallet.mine, name="wallet"),
    path("wallet/statement/", wallet.statement, name="statement"),
    path("trial-balance/", books.trial_balance, name="trial-balance"),
    path("trial-balance/<slug:kind>/", books.kind, name="kind"),
    path("accounts/<uuid:account>/", books.account, name="account"),
    path("journal/", books.journal, name="journal"),
    path("entries/<uuid:entry>/", books.entry, name="entry"),
    path("entries/<uuid:entry>/correct/", books.correct, name="correct"),
    path("months/", months.listed, name="months"),
    path("months/<str:month>/close/", months.close, name="close"),
    path("months/<str:month>/ask/", months.ask, name="ask"),
    path("months/<str:month>/allow/", months.allow, name="allow"),
    path("months/<str:month>/decline/", months.decline, name="decline"),
    path("checks/", months.checks, name="checks"),
    path("exports/", exports.listed, name="exports"),
    path("exports/<uuid:export>/", exports.run, name="export"),
    path("exports/<uuid:export>/file/", exports.file, name="export-file"),
    path("layouts/new/", exports.layout, name="new-layout"),
    path("layouts/<uuid:layout>/", exports.layout, name="layout"),
    path("reconcile/", reconcile.days, name="reconcile"),
    path("differences/", reconcile.differences, name="differences"),
    path("desk/", desk.start, name="desk"),
    path("desk/unit/", desk.unit, name="unit"),
    path("desk/<uuid:person>/", desk.customer, name="customer"),
    path("desk/<uuid:person>/give/", desk.give, name="give"),
    path("desk/<uuid:person>/deposit/", desk.deposit, name="deposit"),
    path("desk/<uuid:person>/deposit/<uuid:account>/", desk.deposit_back, name="deposit-back"),
    path("desk/<uuid:person>/refund/<uuid:entry>/", desk.refund, name="refund"),
    path("receipts/", desk.receipts, name="receipts"),
    path("receipts/<str:number>/", desk.receipt, name="receipt"),
    *import_patterns(lists.SUBSIDIES),
]
