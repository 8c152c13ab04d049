// A framed part of a page with a heading. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/card.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "common/colours.h"

Card::Card(const QString& heading, QWidget* parent)
    : QFrame(parent), m_heading(new QLabel(heading, this)), m_body(new QVBoxLayout) {
    QFont font = m_heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.1);
    font.setWeight(QFont::DemiBold);
    m_heading->setFont(font);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 14);
    column->setSpacing(10);
    column->addWidget(m_heading);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(8);
    column->addLayout(m_body);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void Card::setHeading(const QString& heading) {
    m_heading->setText(heading);
}

void Card::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) update();
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor window = palette().color(QPalette::Window), text = palette().color(QPalette::WindowText);
    painter.setPen(QPen(colours::mix(window, text, 0.16), 1));
    painter.setBrush(colours::mix(window, palette().color(QPalette::Base), 0.65));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}
