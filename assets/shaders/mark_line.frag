// A bright core in a dark casing: told from what is behind, be that light or dark.
uniform float u_veil;           // 0 for what is in sight, else the share of it seen through what hides it
varying vec3 v_at;
varying vec4 v_look;

void main() {
    float beyond = max(max(-v_at.x, v_at.x - v_at.z), 0.0);
    // Faint pieces end bluntly: their round ends would show twice where two pieces meet.
    if (u_veil > 0.0 && beyond > 0.0 && v_at.z > 1.0) discard;
    float off = length(vec2(beyond, v_at.y)) - v_look.w;
    float core = 1.0 - smoothstep(-0.5, 0.5, off);
    float casing = 0.62 * (1.0 - smoothstep(0.7, 2.0, off));
    float alpha = max(core, casing);
    if (alpha < 0.02) discard;
    alpha *= u_veil > 0.0 ? u_veil : 1.0;
    gl_FragColor = vec4(v_look.rgb * core, 1.0) * alpha;
    gl_FragColor.a = alpha;
}
