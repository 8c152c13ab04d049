// Small work beside the window thread: store queries, statistics, pictures. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>
#include <exception>
#include <utility>

/// Runs `work` on a pool thread, then `done(result)` or `failed(text)` on the window thread, unless `owner` is gone
/// by then. The caller compares a ticket inside `done` when a newer request may have made the answer stale.
template <class Work, class Done, class Failed>
void runInBackground(QObject* owner, Work work, Done done, Failed failed) {
    QPointer<QObject> guard(owner);
    QThreadPool::globalInstance()->start([guard, work = std::move(work), done = std::move(done),
                                          failed = std::move(failed)]() mutable {
        const auto post = [guard](auto action) {
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [guard, action = std::move(action)]() mutable {
                    if (guard) action();
                },
                Qt::QueuedConnection);
        };
        try {
            auto result = work();
            post([done = std::move(done), result = std::move(result)]() mutable { done(std::move(result)); });
        } catch (const std::exception& error) {
            post([failed = std::move(failed), text = QString::fromUtf8(error.what())]() mutable { failed(text); });
        }
    });
}
