"""Coming in and going out, and what the tool says about itself."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from factcheck.web import views
from factcheck.web.forms import SignInForm

urlpatterns = [
    path(
        "login/",
        LoginView.as_view(
            template_name="web/login.html", authentication_form=SignInForm, redirect_authenticated_user=True
        ),
        name="login",
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", include("factcheck.web.settings.urls")),
    path("problems/", views.problems, name="problems"),
    path("problems/<slug:slug>/", views.problem, name="problem"),
]
