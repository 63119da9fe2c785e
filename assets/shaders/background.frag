// A studio backdrop: light behind the object, dark corners, dithered against banding.
uniform vec3 u_centre;
uniform vec3 u_edge;
varying vec2 v_at;

void main() {
    float away = smoothstep(0.0, 1.75, length(v_at - vec2(0.0, 0.12)));
    vec3 colour = mix(u_centre, u_edge, away);
    float noise = fract(52.98 * fract(dot(v_at, vec2(24.16, 21.01)))) - 0.5;
    gl_FragColor = vec4(colour + noise / 255.0, 1.0);
}
