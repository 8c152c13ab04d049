// A workspace with files to import, and what a person does with the Data page.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFileInfo>
#include <QImage>
#include <QMimeData>
#include <QPushButton>
#include <QTest>
#include <QUrl>

#include "common/app_context.h"
#include "common/app_settings.h"
#include "common/message_bar.h"
#include "widgets/fake_worker.h"

struct DataBench {
    DataBench() : worker(QString()), settings(folder.path()) {
        context.workspace = wb::Workspace::open((folder.path() + QStringLiteral("/ws")).toStdString());
        context.workspaceName = QStringLiteral("ws");
        context.store = std::make_shared<wb::Store>(context.workspace.store_file());
        context.registry = &wb::builtin_methods();
        context.dialogs = &dialogs;
    }
    QString write(const QString& name, const QByteArray& bytes) const {
        const QString path = folder.path() + QLatin1Char('/') + name;
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("no place for a file");
        return path;
    }
    /// 30 users with 10 of 30 items each; titles for all items, pictures for all but three.
    QString writeShop(const QString& name) const {
        QByteArray rows("user_id,item_id,rating,timestamp\n"), items("item_id,title,brand\n");
        for (int user = 1; user <= 30; ++user)
            for (int i = 0; i < 10; ++i)
                rows += QStringLiteral("u%1,%2,%3,%4\n")
                            .arg(user)
                            .arg((user + i) % 30 + 1)
                            .arg(i % 5 + 1)
                            .arg(1000 + i)
                            .toUtf8();
        for (int item = 1; item <= 30; ++item) {
            items += QStringLiteral("%1,Thing number %1,Maker %2\n").arg(item).arg(item % 3).toUtf8();
            if (item > 27) continue;
            QImage image(40, 60, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(item * 12, 200, 200));
            QDir().mkpath(folder.path() + QLatin1Char('/') + name + QStringLiteral("/images"));
            if (!image.save(folder.path() + QStringLiteral("/%1/images/%2.png").arg(name).arg(item)))
                qFatal("no picture");
        }
        write(name + QStringLiteral("/ratings.csv"), rows);
        write(name + QStringLiteral("/items.csv"), items);
        return folder.path() + QLatin1Char('/') + name;
    }
    QTemporaryDir folder;
    FakeWorker worker;
    ScriptedDialogs dialogs;
    AppContext context;
    AppSettings settings;
};

template <class T>
T* child(const QWidget& parent, const char* name) {
    return parent.findChild<T*>(QString::fromLatin1(name));
}

inline void open(QWidget& window) {
    window.resize(1280, 820);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
}

inline void click(const QWidget& parent, const char* name) {
    QTest::mouseClick(child<QPushButton>(parent, name), Qt::LeftButton);
}

inline void drop(QWidget* target, const QStringList& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths) urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent dropped(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &dropped);
    QVERIFY(dropped.isAccepted());
}

inline QString barText(const QWidget& parent) {
    for (const MessageBar* bar : parent.findChildren<MessageBar*>())
        if (bar->isVisible()) return bar->text();
    return {};
}
