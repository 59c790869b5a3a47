"""Addresses of the surveys."""

from django.urls import path

from houqin.services.surveys.views import rating, report, scores, terms

app_name = "surveys"
urlpatterns = [
    path("rate/<str:number>/", rating.rate, name="rate"),
    path("mine/", scores.mine, name="mine"),
    path("report/", report.report, name="report"),
    path("team/", report.team, name="team"),
    path("ratings/", report.ratings, name="ratings"),
    path("invited/", report.invited, name="invited"),
    path("terms/", terms.terms, name="terms"),
]
