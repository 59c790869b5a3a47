"""Addresses of the kernel's pages."""

from django.urls import URLPattern, URLResolver, path

from houqin.kernel.web import display, files, home, signin, styleguide, tags
from houqin.kernel.web.admin.stand_ins import own_patterns as own_stand_ins
from houqin.kernel.web.admin.urls import urlpatterns as admin_patterns
from houqin.kernel.web.figure_pages import urlpatterns as figure_patterns
from houqin.kernel.web.inbox import urlpatterns as inbox_patterns
from houqin.kernel.web.listing import views as listing_views
from houqin.kernel.web.matter import pages
from houqin.kernel.web.notified import urlpatterns as notified_patterns
from houqin.kernel.web.search_pages import urlpatterns as search_patterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("matters/", home.matters, name="matters"),
    path("todo/", home.my_todo, name="todo"),
    path("me/", home.me, name="me"),
    path("scan/", home.scan, name="scan"),
    path("q/<slug:code>", tags.tag, name="tag"),
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/cast/<slug:key>/", signin.become, name="become"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("display/", display.display, name="display"),
    path("views/", listing_views.save_view, name="save-view"),
    path("views/<uuid:view>/forget/", listing_views.forget_view, name="forget-view"),
    path("m/<str:number>/", pages.page, name="matter"),
    path("m/<str:number>/messages/", pages.write, name="matter-write"),
    path("m/<str:number>/nudge/", pages.nudge, name="matter-nudge"),
    path("m/<str:number>/files/<uuid:attachment>", files.attachment, name="matter-file"),
    path("m/<str:number>/<slug:name>/", pages.move, name="matter-move"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/<slug:page>/", styleguide.styleguide, name="styleguide-page"),
    *own_stand_ins,
    *admin_patterns,
    *figure_patterns,
    *inbox_patterns,
    *notified_patterns,
    *search_patterns,
]
