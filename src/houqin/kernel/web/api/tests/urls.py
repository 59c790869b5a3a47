"""The kernel's addresses with the API beside them."""

from django.urls import path

from houqin.kernel.web.api.build import make_api
from houqin.kernel.web.urls import urlpatterns as pages

urlpatterns = [path("api/v1/", make_api("api-test").urls), *pages]
handler404 = "houqin.kernel.web.errors.not_found"
