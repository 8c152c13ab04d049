// The dialogs of the desktop. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs.h"

#include <QAbstractButton>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>

int SystemDialogs::ask(QWidget* parent, const QString& title, const QString& text, const QStringList& buttons) {
    QMessageBox box(QMessageBox::Question, title, text, QMessageBox::NoButton, parent);
    QList<QAbstractButton*> made;
    for (const QString& label : buttons) made << box.addButton(label, QMessageBox::ActionRole);
    // Escape and the window's close button mean the last one, which by habit is "Cancel".
    if (!made.isEmpty()) box.setEscapeButton(made.last());
    box.exec();
    return static_cast<int>(made.indexOf(box.clickedButton()));
}

void SystemDialogs::inform(QWidget* parent, const QString& title, const QString& text) {
    QMessageBox(QMessageBox::Information, title, text, QMessageBox::Ok, parent).exec();
}

std::optional<QString> SystemDialogs::askText(QWidget* parent, const QString& title, const QString& label,
                                              const QString& initial) {
    bool ok = false;
    const QString text = QInputDialog::getText(parent, title, label, QLineEdit::Normal, initial, &ok);
    if (!ok) return std::nullopt;
    return text;
}

QString SystemDialogs::pickFile(QWidget* parent, const QString& title, const QString& filter) {
    const QString path = QFileDialog::getOpenFileName(parent, title, m_folder, filter);
    if (!path.isEmpty()) m_folder = QFileInfo(path).path();
    return path;
}

QStringList SystemDialogs::pickFiles(QWidget* parent, const QString& title, const QString& filter) {
    const QStringList chosen = QFileDialog::getOpenFileNames(parent, title, m_folder, filter);
    if (!chosen.isEmpty()) m_folder = QFileInfo(chosen.first()).path();
    return chosen;
}

QString SystemDialogs::pickFolder(QWidget* parent, const QString& title) {
    const QString path = QFileDialog::getExistingDirectory(parent, title, m_folder);
    if (!path.isEmpty()) m_folder = path;
    return path;
}

QString SystemDialogs::pickSaveFile(QWidget* parent, const QString& title, const QString& suggested,
                                    const QString& filter) {
    const QString start = m_folder.isEmpty() ? suggested : m_folder + QLatin1Char('/') + suggested;
    const QString path = QFileDialog::getSaveFileName(parent, title, start, filter);
    if (!path.isEmpty()) m_folder = QFileInfo(path).path();
    return path;
}
